package dev.rondo.http.server;

import dev.rondo.Rondo;
import dev.rondo.http.Accepts;
import dev.rondo.http.BodyWriter;
import dev.rondo.http.ETag;
import dev.rondo.http.Headers;
import dev.rondo.http.MediaType;
import dev.rondo.http.Payload;
import dev.rondo.http.Status;
import dev.rondo.http.coding.Coders;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Compresses answers where the client accepts that (RFC 9110, section 12.5.3): by gzip or deflate,
 * before them by zstd and br where zstd-jni and brotli4j are on the class path.
 *
 * <p>Only what is text, is not small, and is not compressed already; never parts of a file, nor
 * what says {@code Cache-Control: no-transform}. A strong tag becomes a weak one. More than 64 KiB
 * are compressed in another thread, streams as they come, with their flushes. A page that shows
 * both a secret and what the client has sent tells the secret by its length when it is compressed
 * (BREACH): leave such routes out.
 *
 * {@snippet :
 * app.use(Compression.standard());
 * }
 */
public final class Compression implements Middleware {
    static final int IN_LOOP = 64 * 1024; // bytes, 1 ms or so

    private static final List<String> CODINGS = codings();

    private int minimum = 1024;
    private int level = 6;
    private List<MediaType> types = List.of(); // empty: what is text

    private Compression() {}

    private static List<String> codings() {
        List<String> names = new ArrayList<>();
        Coders.all().forEach(coder -> names.add(coder.name()));
        names.addAll(List.of("gzip", "deflate", "identity"));
        return List.copyOf(names);
    }

    private Compression with(Consumer<Compression> change) {
        Compression changed = new Compression();
        changed.minimum = minimum;
        changed.level = level;
        changed.types = types;
        change.accept(changed);
        return changed;
    }

    /** Returns one for texts of 1 KiB or more. */
    public static Compression standard() {
        return new Compression();
    }

    /** Returns one for bodies of so many bytes or more; not negative. */
    public Compression withMinimum(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("minimum must not be negative, but is " + bytes);
        }
        return with(c -> c.minimum = bytes);
    }

    /** Returns one that tries harder, or less hard: 1 to 9, 6 unless set. */
    public Compression withLevel(int level) {
        if (level < 1 || level > 9) {
            throw new IllegalArgumentException("level must be 1 to 9, but is " + level);
        }
        return with(c -> c.level = level);
    }

    /**
     * Returns one for other types.
     *
     * @param ranges as {@code text/*} and {@code application/wasm}
     * @throws dev.rondo.http.MalformedException if one is none
     */
    public Compression withTypes(String... ranges) {
        List<MediaType> parsed = Arrays.stream(ranges).map(MediaType::parse).toList();
        return with(c -> c.types = parsed);
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        return Answers.changed(request, next, response -> compressed(request, response));
    }

    private Response compressed(Request request, Response response) {
        if (!isFit(response)) {
            return response;
        }
        Response varying = Answers.varying(response, "Accept-Encoding");
        String coding = Accepts.encodings(request.headers()).best(CODINGS).orElse("identity");
        return coding.equals("identity")
                ? varying
                : compressed(varying, coding, request.method().equals("HEAD"));
    }

    private boolean isFit(Response response) {
        Headers headers = response.headers();
        long length = response.payload().length();
        return response.status() != Status.NO_CONTENT
                && response.status() != Status.NOT_MODIFIED
                && response.status() != Status.PARTIAL_CONTENT
                && response.takeover().isEmpty()
                && (length == Payload.UNKNOWN || length >= Math.max(1, minimum))
                && !headers.contains("Content-Encoding")
                && !headers.contains("Content-Range")
                && !headers.contains("Content-Digest")
                && !headers.joined("Cache-Control")
                        .orElse("")
                        .toLowerCase(Locale.ROOT)
                        .contains("no-transform")
                && MediaType.of(headers).map(this::isFit).orElse(false);
    }

    private boolean isFit(MediaType type) {
        return types.isEmpty() ? type.isText() : types.stream().anyMatch(type::matches);
    }

    private Response compressed(Response response, String coding, boolean isHead) {
        return switch (response.payload()) {
            case Payload.Bytes(byte[] bytes) when !isHead -> {
                byte[] compressed =
                        bytes.length <= IN_LOOP
                                ? compress(bytes, coding)
                                : Rondo.toThread(() -> compress(bytes, coding));
                yield compressed.length < bytes.length
                        ? encoded(response, coding, Payload.of(compressed))
                        : response;
            }
            case Payload payload ->
                    encoded(
                            response,
                            coding,
                            new Payload.Stream(
                                    Payload.UNKNOWN,
                                    payload.isRepeatable(),
                                    out -> compress(payload, coding, out)));
        };
    }

    private byte[] compress(byte[] bytes, String coding) {
        try (Compressor compressor = Compressor.of(coding, level)) {
            ByteBuffer begin = compressor.put(ByteBuffer.wrap(bytes));
            ByteBuffer end = compressor.finish();
            byte[] all = new byte[begin.remaining() + end.remaining()];
            ByteBuffer.wrap(all).put(begin).put(end);
            return all;
        }
    }

    private void compress(Payload payload, String coding, BodyWriter out) throws Exception {
        try (Compressor compressor = Compressor.of(coding, level)) {
            CompressedOut compressed = new CompressedOut(out, compressor);
            switch (payload) {
                case Payload.Bytes(byte[] bytes) -> compressed.write(bytes);
                case Payload.Stream stream -> stream.source().writeTo(compressed);
                case Payload.FilePart part -> {
                    try (FilePieces pieces = FilePieces.open(part.file())) {
                        pieces.send(part.offset(), part.length(), compressor::put, out);
                    }
                }
            }
            compressed.end();
        }
    }

    private static Response encoded(Response response, String coding, Payload payload) {
        Headers headers =
                response.headers()
                        .without("Content-Length")
                        .without("Accept-Ranges") // there are none of what is made on the way
                        .plus("Content-Encoding", coding);
        String weak =
                headers.first("ETag")
                        .flatMap(ETag::tryParse)
                        .map(tag -> tag.toWeak().toString())
                        .orElse("");
        return response.withHeaders(weak.isEmpty() ? headers : headers.with("ETag", weak))
                .withPayload(payload);
    }

    @Override
    public String toString() {
        return "<Compression minimum=" + minimum + " level=" + level + ">";
    }
}
