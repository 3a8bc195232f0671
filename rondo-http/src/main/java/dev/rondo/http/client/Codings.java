package dev.rondo.http.client;

import dev.rondo.http.Headers;
import dev.rondo.http.coding.Coder;
import dev.rondo.http.coding.Coders;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The codings of an answer's body (RFC 9110, section 8.4): gzip and deflate, and br and zstd where
 * their libraries are there, are undone, the last one applied first, up to one that is not known;
 * the rest is handed out as it is.
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
        List<Stage> stages = new ArrayList<>();
        BodyStream stream = raw;
        for (String coding : list(headers).reversed()) {
            Stage stage =
                    switch (coding) {
                        case "gzip", "x-gzip" -> Inflating.gzip(stream);
                        case "deflate" -> Inflating.deflate(stream);
                        default -> byLibrary(coding, stream);
                    };
            if (stage == null) {
                break;
            }
            stages.add(stage);
            stream = stage;
        }
        return stages.isEmpty() ? null : new Decoding(stages);
    }

    private static @Nullable Stage byLibrary(String coding, BodyStream stream) {
        Coder coder = Coders.find(coding).orElse(null);
        return coder == null ? null : new LibraryDecoding(coder, stream);
    }

    /** Returns the value of Accept-Encoding that says what is undone here. */
    static String accepted() {
        StringBuilder text = new StringBuilder("gzip, deflate");
        Coders.all().reversed().forEach(coder -> text.append(", ").append(coder.name()));
        return text.toString();
    }

    /** One coding that is undone. */
    interface Stage extends BodyStream {
        /** Returns whether a read that was cancelled has lost nothing. */
        boolean canGoOn();

        /** Lets memory outside of the heap go. */
        void end();
    }

    /** Codings that are undone one after the other. */
    static final class Decoding implements BodyStream {
        private final List<Stage> stages;

        Decoding(List<Stage> stages) {
            this.stages = stages;
        }

        @Override
        public int read(ByteBuffer target) {
            return stages.getLast().read(target);
        }

        /** Returns whether a read that was cancelled has lost nothing. */
        boolean canGoOn() {
            return stages.stream().allMatch(Stage::canGoOn);
        }

        /** Lets memory outside of the heap go. */
        void end() {
            stages.forEach(Stage::end);
        }
    }
}
