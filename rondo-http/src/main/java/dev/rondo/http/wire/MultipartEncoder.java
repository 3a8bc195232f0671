package dev.rondo.http.wire;

import dev.rondo.http.ContentDisposition;
import dev.rondo.http.Headers;
import dev.rondo.http.MalformedException;
import dev.rondo.http.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Makes what stands between the bodies of parts (RFC 2046, section 5.1). For each part: its {@link
 * #head}, the body's bytes, {@link #partEnd}; then {@link #end}. All of it has a size before
 * anything is sent, so a body whose parts' sizes are known has one too.
 */
public final class MultipartEncoder {
    private static final byte[] PART_END = {'\r', '\n'};

    private final String boundary;

    /**
     * Creates an encoder for one body.
     *
     * @param boundary that no part has in it: see {@link #boundary(long, long)}
     * @throws MalformedException if it is no boundary
     */
    public MultipartEncoder(String boundary) {
        this.boundary = Boundary.check(boundary);
    }

    /** Returns a boundary of 128 random bits. */
    public static String boundary(long high, long low) {
        return "rondo-%016x%016x".formatted(high, low);
    }

    /** Returns the body's media type, with the boundary: {@code multipart/} of some subtype. */
    public MediaType mediaType(String subtype) {
        return MediaType.of("multipart", subtype).with("boundary", boundary);
    }

    /**
     * Returns the fields of a form's part: quotes and line ends in names are encoded as browsers do
     * it.
     *
     * @param type nothing for plain text fields
     * @throws MalformedException if a name has another control character
     */
    public static Headers formFields(
            String name, Optional<String> fileName, Optional<MediaType> type) {
        ContentDisposition disposition =
                new ContentDisposition("form-data", Optional.of(name), fileName);
        Headers fields = Headers.of("Content-Disposition", disposition.format());
        return type.isPresent() ? fields.with("Content-Type", type.get().toString()) : fields;
    }

    /** Returns the boundary before a part, and its fields. */
    public byte[] head(Headers fields) {
        StringBuilder head = new StringBuilder("--").append(boundary).append("\r\n");
        for (Headers.Field field : fields) {
            head.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns what follows a part's body. */
    public byte[] partEnd() {
        return PART_END.clone();
    }

    /** Returns the last boundary. */
    public byte[] end() {
        return ("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns how many bytes a part adds: its head, its body, and what follows. */
    public static long partSize(byte[] head, long bodySize) {
        return head.length + bodySize + PART_END.length;
    }
}
