package dev.rondo.http.client;

import dev.rondo.http.Headers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The codings of an answer's body (RFC 9110, section 8.4): gzip and deflate are undone, the last
 * one applied first, up to one that is not known; the rest is handed out as it is.
 */
final class Codings {
    private static final int MOST = 5; // undici's CVE-2026-22036: a thousand layers

    private Codings() {}

    /**
     * Refuses what nobody codes so.
     *
     * @throws ResponseException if there are more than five
     */
    static void check(Headers headers, Progress progress) {
        if (headers.indexOf("Content-Encoding", 0) >= 0 && list(headers).size() > MOST) {
            throw new ResponseException(
                    "the body is compressed more than " + MOST + " times", null, progress);
        }
    }

    private static List<String> list(Headers headers) {
        List<String> codings = new ArrayList<>();
        for (String part : headers.joined("Content-Encoding").orElse("").split(",")) {
            String coding = part.strip().toLowerCase(Locale.ROOT);
            if (!coding.isEmpty() && !coding.equals("identity")) {
                codings.add(coding);
            }
        }
        return codings;
    }

    /** Returns what undoes the codings of an answer; null if there is nothing to undo. */
    static @Nullable Decoding of(Headers headers, BodyStream raw) {
        if (headers.indexOf("Content-Encoding", 0) < 0) {
            return null;
        }
        List<Inflating> stages = new ArrayList<>();
        BodyStream stream = raw;
        for (String coding : list(headers).reversed()) {
            Inflating stage =
                    switch (coding) {
                        case "gzip", "x-gzip" -> Inflating.gzip(stream);
                        case "deflate" -> Inflating.deflate(stream);
                        default -> null;
                    };
            if (stage == null) {
                break;
            }
            stages.add(stage);
            stream = stage;
        }
        return stages.isEmpty() ? null : new Decoding(stages);
    }

    /** Codings that are undone one after the other. */
    static final class Decoding implements BodyStream {
        private final List<Inflating> stages;

        Decoding(List<Inflating> stages) {
            this.stages = stages;
        }

        @Override
        public int read(ByteBuffer target) {
            return stages.getLast().read(target);
        }

        /** Returns whether a read that was cancelled has lost nothing. */
        boolean canGoOn() {
            return stages.stream().allMatch(Inflating::canGoOn);
        }

        /** Lets the memory of the {@link Inflater}s go, which is not the heap's. */
        void end() {
            stages.forEach(Inflating::end);
        }
    }
}
