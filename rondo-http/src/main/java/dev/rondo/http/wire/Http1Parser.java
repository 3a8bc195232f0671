package dev.rondo.http.wire;

import dev.rondo.bytes.ByteQueue;
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
    /** Creates a parser that stands before a message. */
    public Http1Parser(Http1Limits limits) {}

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
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }
}
