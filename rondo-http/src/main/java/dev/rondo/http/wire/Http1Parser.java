package dev.rondo.http.wire;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.wire.HttpSyntaxException.Kind;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the heads of requests or of responses (RFC 9112), strictly: what two programs could read in
 * two ways is refused. One for each connection and direction, used from message to message; it
 * keeps nothing of the queue but positions between calls.
 *
 * {@snippet :
 * Http1Parser parser = new Http1Parser(Http1Limits.defaults());
 * RequestHead head;
 * while ((head = parser.parseRequest(queue)) == null) {
 *     // add more bytes to the queue; at the stream's end: nothing or an incomplete head is in it
 * }
 * BodyDecoder body = BodyDecoder.of(head.framing(), limits);
 * }
 */
public final class Http1Parser {
    private final Http1Limits limits;
    private final LineScanner lines;
    private final FieldSection fields;
    private final FieldFacts facts = new FieldFacts();
    private final RequestLine request = new RequestLine();
    private final StatusLine status = new StatusLine();
    private int emptyLines; // that were skipped before the message
    private boolean inFields; // the first line is parsed

    /** Creates a parser that stands before a message. */
    public Http1Parser(Http1Limits limits) {
        this.limits = limits;
        this.lines = new LineScanner(limits.maxHeadBytes());
        this.fields = new FieldSection(limits.maxHeaders(), limits.maxField());
    }

    /**
     * Takes the head of a request from the queue. If it is not there as a whole, bytes may only be
     * added to the queue before the next call, which goes on where this one stopped. Empty lines
     * before it are taken, a few at most.
     *
     * @return null if more bytes are needed; all that is in the queue then is part of a head
     * @throws HttpSyntaxException if it is none, as soon as that can be said; the parser is of no
     *     more use then, and the queue still has the bytes
     */
    public @Nullable RequestHead parseRequest(ByteQueue in) {
        if (!inFields && !skipEmptyLines(in)) {
            return null;
        }
        if (!parse(in, true)) {
            return null;
        }
        facts.checkRequest(request.version);
        byte[] bytes = takeHead(in);
        return new RequestHead(bytes, request, fields.toHeaders(bytes), facts);
    }

    /**
     * Takes CRLFs from the front (RFC 9112, section 2.2); returns whether something else follows.
     */
    private boolean skipEmptyLines(ByteQueue in) {
        while (!in.isEmpty() && in.get(0) == '\r') {
            if (emptyLines == limits.maxEmptyLines()) {
                throw new HttpSyntaxException(Kind.EMPTY_LINES);
            }
            if (in.size() == 1) {
                return false;
            }
            if (in.get(1) != '\n') {
                throw new HttpSyntaxException(Kind.BARE_CR);
            }
            in.skip(2);
            emptyLines++;
        }
        return !in.isEmpty();
    }

    /**
     * Takes the head of a response from the queue, also of an interim one (1xx). See {@link
     * #parseRequest}; but an empty line before it is refused.
     *
     * @param requestMethod of the request that it answers: HEAD and CONNECT have no body
     * @return null if more bytes are needed
     * @throws HttpSyntaxException if it is none
     */
    public @Nullable ResponseHead parseResponse(ByteQueue in, String requestMethod) {
        if (!parse(in, false)) {
            return null;
        }
        facts.checkLengths(status.version);
        byte[] bytes = takeHead(in);
        return new ResponseHead(bytes, status, fields.toHeaders(bytes), facts, requestMethod);
    }

    private byte[] takeHead(ByteQueue in) {
        byte[] bytes = in.take(lines.from);
        lines.reset();
        emptyLines = 0;
        inFields = false;
        return bytes;
    }

    /** Goes on with a head that begins at the front; returns whether all of it is there. */
    @SuppressWarnings("ByteBufferBackingArray") // the queue says that its view has one
    private boolean parse(ByteQueue in, boolean isRequest) {
        ByteBuffer view = in.view(); // C2 makes no object of it
        byte[] array = view.array();
        int base = view.arrayOffset() + view.position();
        int size = view.remaining();
        if (!inFields) {
            if (!lines.find(array, base, size, limits.maxLine(), Kind.LINE_TOO_LONG)) {
                return false;
            }
            if (isRequest) {
                request.parse(array, base, lines.to);
            } else {
                status.parse(array, base, lines.to);
            }
            lines.advance();
            fields.reset();
            facts.reset(isRequest);
            inFields = true;
        }
        return fields.parse(array, base, size, lines, facts);
    }
}
