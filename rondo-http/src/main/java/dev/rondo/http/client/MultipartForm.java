package dev.rondo.http.client;

import dev.rondo.Rondo;
import dev.rondo.http.BodyWriter;
import dev.rondo.http.Headers;
import dev.rondo.http.MalformedException;
import dev.rondo.http.MediaType;
import dev.rondo.http.Payload;
import dev.rondo.http.wire.MultipartEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A form with files, as the body of a request (RFC 7578). Mutable: each method that adds a part
 * returns the form. It has a length, and can be sent again, if all its parts have and can. aiohttp:
 * {@code FormData}.
 *
 * {@snippet :
 * MultipartForm form = new MultipartForm().field("title", "Holidays").file("photo", Path.of("sea.jpg"));
 * http.post("https://example.com/albums").multipart(form).send().raiseForStatus();
 * }
 */
public final class MultipartForm {
    private static final int PIECE = 256 * 1024; // a thread's hand-over costs as much as 50 KiB

    private record Entry(byte[] head, Payload body) {}

    private final MultipartEncoder encoder;
    private final List<Entry> entries = new ArrayList<>();

    /** Creates a form without parts. */
    public MultipartForm() {
        this(new SecureRandom());
    }

    /** Creates a form whose boundary is drawn from a source of one's own. */
    public MultipartForm(RandomGenerator random) {
        encoder =
                new MultipartEncoder(
                        MultipartEncoder.boundary(random.nextLong(), random.nextLong()));
    }

    /**
     * Adds a field.
     *
     * @throws MalformedException if the name has a control character; line ends and quotes in it
     *     are encoded
     */
    public MultipartForm field(String name, String value) {
        return part(
                MultipartEncoder.formFields(name, Optional.empty(), Optional.empty()),
                Payload.text(value));
    }

    /**
     * Adds a file, with its name and the media type that its name says. It is read when the form is
     * sent, and must have the size then that it has now.
     *
     * @throws UncheckedIOException if there is no such file
     */
    public MultipartForm file(String name, Path file) {
        try {
            return file(
                    name,
                    String.valueOf(file.getFileName()),
                    MediaType.ofFile(file.toString()),
                    new Payload.FilePart(file, 0, Files.size(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds what counts as a file, of any payload. See {@link #field} for the names. */
    public MultipartForm file(String name, String fileName, MediaType type, Payload body) {
        return part(
                MultipartEncoder.formFields(name, Optional.of(fileName), Optional.of(type)), body);
    }

    /** Adds a part with fields of one's own. */
    public MultipartForm part(Headers fields, Payload body) {
        entries.add(new Entry(encoder.head(fields), body));
        return this;
    }

    /** Returns the media type, with the boundary. */
    public MediaType type() {
        return encoder.mediaType("form-data");
    }

    /** Returns the form as it is now as a payload. */
    public Payload payload() {
        List<Entry> parts = List.copyOf(entries);
        long length = encoder.end().length;
        boolean repeatable = true;
        for (Entry part : parts) {
            repeatable &= part.body.isRepeatable();
            length =
                    length < 0 || part.body.length() < 0
                            ? Payload.UNKNOWN
                            : length + MultipartEncoder.partSize(part.head, part.body.length());
        }
        return new Payload.Stream(length, repeatable, out -> write(parts, out));
    }

    private void write(List<Entry> parts, BodyWriter out) throws Exception {
        for (Entry part : parts) {
            out.write(part.head);
            switch (part.body) {
                case Payload.Bytes(byte[] bytes) -> out.write(bytes);
                case Payload.FilePart file -> write(file, out);
                case Payload.Stream made -> made.source().writeTo(out);
            }
            out.write(encoder.partEnd());
        }
        out.write(encoder.end());
    }

    private static void write(Payload.FilePart part, BodyWriter out) throws IOException {
        FileChannel channel = Rondo.toThread(() -> FileChannel.open(part.file()));
        try {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(PIECE, part.length()));
            long at = part.offset();
            long end = at + part.length();
            while (at < end) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
                long from = at;
                int count = Rondo.toThread(() -> channel.read(buffer, from));
                if (count < 0) {
                    return; // the writer tells how much is missing
                }
                at += count;
                out.write(buffer.flip());
            }
        } finally {
            channel.close();
        }
    }

    @Override
    public String toString() {
        return "<MultipartForm " + entries.size() + " parts>";
    }
}
