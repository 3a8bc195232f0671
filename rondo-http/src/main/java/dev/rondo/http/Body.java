package dev.rondo.http;

import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The body of a message that was received, read while it comes. Belongs to the task that deals with
 * the message; every method but the questions may suspend.
 *
 * <p>It is taken in one of two ways: whole ({@link #bytes}, {@link #text}, {@link #json}, {@link
 * #form}), which is bounded, and can be done again; or piece by piece, once ({@link #read}, {@link
 * #lines}, {@link #inputStream}).
 *
 * <pre>
 *   UNREAD --bytes()...--> KEPT (asked for again, it is there)
 *   UNREAD --read()...---> PASSING --the end--> DONE (read returns -1)
 * </pre>
 *
 * {@snippet :
 * for (String line : response.body().lines()) {
 *     println(line);
 * }
 * }
 */
public abstract class Body {
    private static final int PIECE = 16 * 1024;
    private static final int FIRST = 64 * 1024; // memory for what was only announced
    private static final int LARGEST = Integer.MAX_VALUE - 8; // array

    private final Headers headers;
    private final Json json;
    private long limit; // of bytes that are kept whole
    private byte @Nullable [] kept;
    private boolean passing;

    /**
     * Creates the body of a message.
     *
     * @param headers of the message
     * @param json what {@link #json} uses
     * @param limit how many bytes are taken whole at most; not negative
     */
    protected Body(Headers headers, Json json, long limit) {
        this.headers = headers;
        this.json = json;
        this.limit = limit;
    }

    // ---- For both sides

    /** Reads at least one byte, as {@link #read}. */
    protected abstract int readSome(ByteBuffer target);

    /**
     * Returns how many bytes are known to come still: of the whole body, or of a part of it, as a
     * chunk. What is larger than the limit is refused before it is sent. 0 if nothing is known but
     * the length.
     */
    protected long announced() {
        return 0;
    }

    /** Returns what to throw when the body is larger than the limit. */
    protected abstract RuntimeException tooLarge(long limit);

    /** Returns what to throw when the body is not what it was taken for. */
    protected abstract RuntimeException malformed(String message, @Nullable Throwable cause);

    // ---- Questions

    /** Returns how many bytes the body has, if the peer has said so in advance. */
    public abstract OptionalLong length();

    /** Returns the fields behind the body; none before its end. */
    public abstract Headers trailers();

    /** Returns its media type; {@code application/octet-stream} if the peer has not said it. */
    public MediaType type() {
        return MediaType.of(headers).orElse(MediaType.OCTET_STREAM);
    }

    /** Returns how many bytes it is taken whole at most. */
    public long limit() {
        return limit;
    }

    /**
     * Sets how many bytes it is taken whole at most, and returns it.
     *
     * @param bytes not negative
     */
    public Body limit(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("limit must not be negative, but is " + bytes);
        }
        limit = bytes;
        return this;
    }

    // ---- Whole

    /**
     * Returns all bytes; the same array each time. A failure or a cancellation loses what was read.
     *
     * @throws IllegalStateException if the body was begun to be read piece by piece
     */
    public byte[] bytes() {
        byte[] all = kept;
        if (all == null) {
            if (passing) {
                throw new IllegalStateException(
                        "The body was begun to be read piece by piece\nTake it whole first");
            }
            passing = true; // also when it fails: what was read is lost
            all = readAll();
            kept = all;
        }
        return all;
    }

    boolean isKept() {
        return kept != null;
    }

    private byte[] readAll() {
        long known = length().orElse(-1);
        if (known > limit) {
            throw tooLarge(limit);
        }
        ByteBuffer all =
                ByteBuffer.allocate(
                        (int) Math.min(known >= 0 ? known : 512, Math.min(limit, FIRST)));
        while (true) {
            if (!all.hasRemaining()) {
                if (all.position() == known && readSome(ByteBuffer.allocate(1)) < 0) {
                    return all.array(); // its end had to be taken
                }
                all = roomy(all, known);
            }
            if (announced() > limit - all.position()) {
                throw tooLarge(limit);
            }
            if (readSome(all) < 0) {
                return Arrays.copyOf(all.array(), all.position());
            }
        }
    }

    /**
     * One byte more than the limit may come, to see that it is too many. A peer that has announced
     * much gets memory for it when it has sent a part.
     */
    private ByteBuffer roomy(ByteBuffer full, long known) {
        if (full.position() > limit || full.capacity() == LARGEST) {
            throw tooLarge(limit);
        }
        long capacity =
                known > full.capacity()
                        ? Math.min(known, 16L * full.capacity())
                        : Math.max(512, 2L * full.capacity());
        long most = limit < LARGEST ? limit + 1 : LARGEST;
        return ByteBuffer.allocate((int) Math.min(capacity, most)).put(full.flip());
    }

    /**
     * Returns the body as text in its charset; UTF-8 if none was named.
     *
     * @throws RuntimeException of the side, if the charset is unknown or bytes do not fit it
     */
    public String text() {
        return decode(bytes(), charset());
    }

    private Charset charset() {
        MediaType known = type();
        return known.charset()
                .orElseGet(() -> {
                    if (known.parameter("charset").isPresent()) {
                        throw malformed("The charset is not known", null);
                    }
                    return StandardCharsets.UTF_8;
                });
    }

    /**
     * Returns the object of a class that the body's JSON stands for. The media type is not looked
     * at: see {@link #type}.
     *
     * @throws RuntimeException of the side, if it is not JSON of this class
     */
    public <T> T json(Class<T> type) {
        return type.cast(json((Type) type));
    }

    /** Like {@link #json(Class)}, for a type with parameters, as a list of records. */
    public Object json(Type type) {
        byte[] all = bytes();
        try {
            return json.read(all, type);
        } catch (JsonException e) {
            throw notJson(e);
        }
    }

    /**
     * Returns the elements of a JSON array one by one, while they come.
     *
     * @throws RuntimeException of the side, also from the iterator, if it is no such array
     */
    public <T> Iterator<T> jsonArray(Class<T> element) {
        BodyInputStream in = new BodyInputStream(this);
        try {
            return new JsonElements<>(json.readArray(in, element), in, this);
        } catch (JsonException e) {
            throw in.failure().orElseGet(() -> notJson(e));
        }
    }

    RuntimeException notJson(JsonException e) {
        if (e.getCause() instanceof LinkageError) {
            return e; // there is no library: our side's fault
        }
        return malformed("The body is not the JSON that was expected", e);
    }

    /**
     * Returns the fields of a form in the media type {@code application/x-www-form-urlencoded}.
     *
     * @throws RuntimeException of the side, if it is of another type, or malformed
     */
    public Form form() {
        if (!type().matches(MediaType.FORM)) {
            throw malformed("The body is no form of fields, but " + type(), null);
        }
        try {
            return Form.parse(bytes(), FormLimits.standard());
        } catch (IllegalArgumentException e) {
            throw malformed("The form is malformed", e);
        }
    }

    /**
     * Returns a form of either media type; files lie in temporary files until it is closed. Limited
     * as a body that is taken whole: raise {@link #limit(long)} for larger files.
     *
     * @throws RuntimeException of the side, if it is no form, or malformed; no file is left then
     */
    public FormData formData() {
        return FormData.read(this);
    }

    // ---- Piece by piece

    /**
     * Returns the parts of a multipart body, with {@link MultipartLimits#standard}.
     *
     * @throws RuntimeException of the side, if it is of another type
     */
    public Multipart multipart() {
        return multipart(MultipartLimits.standard());
    }

    /** Like {@link #multipart()}, with limits. */
    public Multipart multipart(MultipartLimits limits) {
        MediaType known = type();
        String boundary = known.parameter("boundary").orElse("");
        if (!known.type().equals("multipart") || boundary.isEmpty()) {
            throw malformed("The body has no parts, but is " + known.essence(), null);
        }
        try {
            return new Multipart(this, json, boundary, limits);
        } catch (MalformedException e) {
            throw malformed("The boundary is malformed", e);
        }
    }

    /**
     * Reads at least one byte, suspending until there is one, and returns how many; -1 at the end.
     * A cancellation loses no byte.
     *
     * @throws IllegalStateException if the body was taken whole
     */
    public int read(ByteBuffer target) {
        if (kept != null) {
            throw new IllegalStateException(
                    "The body was taken whole already\nbytes() returns it again");
        }
        passing = true;
        return target.hasRemaining() ? readSome(target) : 0;
    }

    /**
     * Returns the body's lines, each without its end ({@code \n} or {@code \r\n}), in its charset;
     * one of more than 64 KiB is refused.
     *
     * @throws RuntimeException of the side, from the iterator, if a line is too long or no text
     */
    public Iterable<String> lines() {
        return () -> new BodyLines(this, charset());
    }

    /**
     * Returns the body in pieces as they come, of 16 KiB at most. A piece is valid until the next
     * one is asked for.
     */
    public Iterable<ByteBuffer> pieces() {
        return () -> new BodyPieces(this, PIECE);
    }

    /**
     * Returns the body as a stream whose blocking calls suspend the task: for libraries that want
     * one. Closing it leaves the rest of the body where it is.
     */
    public InputStream inputStream() {
        return new BodyInputStream(this);
    }

    /** Passes all bytes on to a writer, at the slower one's pace, and returns how many. */
    public long transferTo(BodyWriter out) {
        long total = 0;
        for (ByteBuffer piece : pieces()) {
            total += piece.remaining();
            out.write(piece);
        }
        return total;
    }

    /**
     * Writes all bytes to a new or emptied file, by another thread, and returns how many. After a
     * failure or a cancellation the file has a part.
     *
     * @throws java.io.UncheckedIOException if the file cannot be written
     */
    public long saveTo(Path file) {
        return BodyFile.save(this, file);
    }

    /** Reads on to the end and drops the bytes; of a body that was taken whole there are none. */
    public void skip() {
        if (kept == null) {
            pieces().forEach(_ -> {});
        }
    }

    /** Decodes bytes, for lines too. */
    String decode(byte[] bytes, Charset charset) {
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("The body is not text of its charset", e);
        }
    }

    @Override
    public String toString() {
        return "<Body "
                + type()
                + (length().isPresent() ? " length=" + length().getAsLong() : "")
                + (kept != null ? " taken" : passing ? " passing" : "")
                + ">";
    }
}
