package dev.rondo.http.wire;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.Headers;
import dev.rondo.http.LimitExceededException;
import dev.rondo.http.MalformedException;
import dev.rondo.http.MultipartLimits;
import java.nio.charset.StandardCharsets;

/**
 * Takes the parts of a multipart body from a queue, in which the bytes of a part are read in place
 * (RFC 2046, section 5.1).
 *
 * <p>Each {@link #next} answers with what is at the queue's front. With {@link Event#DATA} some of
 * the part's bytes are there, {@link #available} of them: whoever reads takes as many as it likes,
 * says so by {@link #took}, and asks again. Nothing is looked at twice, and what may be the begin
 * of a boundary is not handed out.
 *
 * <pre>
 *   PREAMBLE --boundary--&gt; HEAD --empty line--&gt; DATA --boundary--&gt; HEAD ...
 *      |                                          |
 *      +----------- closing boundary -------------+--------------&gt; EPILOGUE
 * </pre>
 *
 * <p>Strict: lines end in CRLF, nothing but spaces follows a boundary, fields are not folded. A
 * nested multipart body is a part's bytes.
 */
public final class MultipartParser {
    /** What is at the front of the queue. */
    public enum Event {
        /** Nothing that can be told yet: more bytes must come. */
        NEED_BYTES,
        /** A part begins: its {@link #headers} are there. */
        PART,
        /** Bytes of the part: {@link #available} of them. */
        DATA,
        /** The part has ended. */
        PART_END,
        /** All parts have ended; what follows is dropped. */
        END
    }

    private enum State {
        PREAMBLE,
        HEAD,
        DATA,
        EPILOGUE
    }

    private static final int MOST_SPACES = 64; // behind a boundary, RFC 2046's transport padding
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

    private final byte[] delimiter; // CR LF - - boundary
    private final MultipartLimits limits;

    private State state = State.PREAMBLE;
    private boolean lineStart = true; // a boundary may come without a line end before it
    private int scanned; // bytes of the queue in which no delimiter begins
    private int available;
    private int parts;
    private int padding; // bytes before the parts, then behind them
    private Headers headers = Headers.none();

    // Set by find: whether a whole delimiter begins where it says, and how long that is, which is
    // less by CR LF where a line starts.
    private boolean isFound;
    private int delimiterLength;

    /**
     * Creates a parser for one body.
     *
     * @param boundary from the body's media type
     * @throws MalformedException if it is no boundary
     */
    public MultipartParser(String boundary, MultipartLimits limits) {
        this.delimiter = ("\r\n--" + Boundary.check(boundary)).getBytes(StandardCharsets.US_ASCII);
        this.limits = limits;
    }

    /** Returns the fields of the part that was begun last. */
    public Headers headers() {
        return headers;
    }

    /** Returns how many bytes at the queue's front are the part's, after {@link Event#DATA}. */
    public int available() {
        return available;
    }

    /**
     * Counts bytes that were taken from the queue's front.
     *
     * @param count 0 to {@link #available}
     * @throws IllegalArgumentException if it is more
     */
    public void took(int count) {
        if (count < 0 || count > available) {
            throw new IllegalArgumentException(
                    "Only " + available + " bytes of the part are there, not " + count);
        }
        available -= count;
        scanned -= count;
    }

    /**
     * Returns what is at the front of the queue. It takes boundaries, fields and padding.
     *
     * @throws MalformedException if the body is not made of parts; nothing can follow then
     * @throws LimitExceededException if it has more than the limits allow; nothing can follow then
     */
    public Event next(ByteQueue queue) {
        if (available > 0) {
            return Event.DATA;
        }
        return switch (state) {
            case PREAMBLE -> preamble(queue);
            case HEAD -> head(queue);
            case DATA -> data(queue);
            case EPILOGUE -> epilogue(queue);
        };
    }

    /**
     * Says that no byte follows.
     *
     * @throws MalformedException if the last boundary has not come
     */
    public void finish() {
        if (state != State.EPILOGUE) {
            throw new MalformedException(
                    "The multipart body ends before its last boundary, after "
                            + parts
                            + (parts == 1 ? " part" : " parts"));
        }
    }

    // ---- Between the parts

    private Event preamble(ByteQueue queue) {
        int end = find(queue);
        if (end > 0) {
            countPadding(end);
            queue.skip(end);
            scanned -= end;
        }
        return isFound && takesDelimiter(queue) ? next(queue) : Event.NEED_BYTES;
    }

    private Event epilogue(ByteQueue queue) {
        countPadding(queue.size());
        queue.skip(queue.size());
        return Event.END;
    }

    private void countPadding(int count) {
        padding += count;
        if (padding > limits.maxPaddingBytes()) {
            throw new LimitExceededException(
                    "A multipart body with more than the "
                            + limits.maxPaddingBytes()
                            + " bytes of MultipartLimits.maxPaddingBytes around its parts");
        }
    }

    // ---- Delimiters

    /** Returns how many bytes at the front are certainly before a delimiter. */
    private int find(ByteQueue queue) {
        isFound = false;
        if (lineStart) {
            int common = common(queue, 0, 2);
            if (common == delimiter.length - 2) {
                isFound = true;
                delimiterLength = common;
                return 0;
            }
            if (common == queue.size()) {
                return 0; // as far as can be seen
            }
            lineStart = false;
        }
        int found = queue.indexOf(delimiter, scanned);
        if (found >= 0) {
            isFound = true;
            delimiterLength = delimiter.length;
            scanned = found;
            return found;
        }
        scanned = beginOfDelimiter(queue);
        return scanned;
    }

    /** Returns where a delimiter begins of which the queue has a part, or the queue's size. */
    private int beginOfDelimiter(ByteQueue queue) {
        int from = Math.max(scanned, queue.size() - delimiter.length + 1);
        for (int at = queue.indexOf('\r', from); at >= 0; at = queue.indexOf('\r', at + 1)) {
            if (common(queue, at, 0) == queue.size() - at) {
                return at;
            }
        }
        return queue.size();
    }

    /** Returns how many bytes are those of the delimiter from some of it on. */
    private int common(ByteQueue queue, int at, int from) {
        int most = Math.min(queue.size() - at, delimiter.length - from);
        int count = 0;
        while (count < most && queue.get(at + count) == delimiter[from + count]) {
            count++;
        }
        return count;
    }

    /** Takes the delimiter at the front with its line's end; false if more bytes must come. */
    private boolean takesDelimiter(ByteQueue queue) {
        int at = delimiterLength;
        int size = queue.size();
        if (size >= at + 2 && queue.get(at) == '-' && queue.get(at + 1) == '-') {
            enter(State.EPILOGUE, queue, at + 2);
            padding = 0;
            return true;
        }
        while (at < size && (queue.get(at) == ' ' || queue.get(at) == '\t')) {
            at++;
        }
        boolean wrong =
                at - delimiterLength > MOST_SPACES
                        || (at < size
                                && queue.get(at) != '\r'
                                && !(at == delimiterLength
                                        && size == at + 1
                                        && queue.get(at) == '-'))
                        || (at + 1 < size && queue.get(at + 1) != '\n');
        if (wrong) {
            throw new MalformedException(
                    "In a multipart body, a boundary is not the whole of its line");
        }
        if (at + 2 > size) {
            return false;
        }
        enter(State.HEAD, queue, at + 2);
        return true;
    }

    private void enter(State next, ByteQueue queue, int taken) {
        queue.skip(taken);
        state = next;
        scanned = 0;
        lineStart = true;
    }

    // ---- A part

    private Event head(ByteQueue queue) {
        if (parts == limits.maxParts()) {
            throw new LimitExceededException(
                    "A multipart body of more parts than the "
                            + parts
                            + " of MultipartLimits.maxParts");
        }
        int end = headEnd(queue);
        int size = end < 0 ? queue.size() : end;
        if (size > limits.maxHeaderBytes()) {
            throw new LimitExceededException(
                    "A part of a multipart body with more fields than the "
                            + limits.maxHeaderBytes()
                            + " bytes of MultipartLimits.maxHeaderBytes");
        }
        if (end < 0) {
            return Event.NEED_BYTES;
        }
        headers = PartHead.parse(queue, end, limits.maxHeaders());
        parts++;
        enter(State.DATA, queue, end + 2);
        return Event.PART;
    }

    /** Returns how many bytes the fields have with their line ends; -1 if not all are there. */
    private int headEnd(ByteQueue queue) {
        if (queue.size() >= 2 && queue.get(0) == '\r' && queue.get(1) == '\n') {
            return 0;
        }
        int found = queue.indexOf(HEAD_END, scanned);
        scanned = Math.max(0, queue.size() - HEAD_END.length + 1);
        return found < 0 ? -1 : found + 2;
    }

    private Event data(ByteQueue queue) {
        available = find(queue);
        if (available > 0) {
            return Event.DATA;
        }
        return isFound && takesDelimiter(queue) ? Event.PART_END : Event.NEED_BYTES;
    }
}
