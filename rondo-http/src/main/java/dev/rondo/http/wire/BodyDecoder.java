package dev.rondo.http.wire;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.Headers;

/**
 * Finds the bytes of one message's body in the queue, without copying them: takes the framing at
 * the front, and says how many bytes of the body lie there then.
 *
 * {@snippet :
 * int count;
 * while ((count = body.available(queue)) >= 0) {
 *     if (count == 0) {
 *         // add more bytes to the queue; at the stream's end: body.end()
 *     } else {
 *         body.took(queue.drainTo(target)); // at most count bytes, in whatever way
 *     }
 * }
 * }
 */
public abstract sealed class BodyDecoder permits PlainBody, ChunkedBody {
    /** Creates a decoder of a body that begins at the queue's front. */
    public static BodyDecoder of(BodyFraming framing, Http1Limits limits) {
        return switch (framing.kind()) {
            case NONE -> PlainBody.ofLength(0);
            case LENGTH -> PlainBody.ofLength(framing.length());
            case CHUNKED -> new ChunkedBody(limits);
            case UNTIL_END -> PlainBody.untilEnd();
        };
    }

    /**
     * Takes framing from the queue's front, up to the next bytes of the body.
     *
     * @return how many bytes of the body lie at the front now, in one piece; 0 if more bytes are
     *     needed; -1 if the body has ended, and its trailers are taken: what is in the queue
     *     belongs to the next message
     * @throws HttpSyntaxException if the framing is wrong; the decoder is of no more use then
     */
    public abstract int available(ByteQueue in);

    /**
     * Counts bytes that the caller has taken from the queue since {@link #available}.
     *
     * @param count 0 to what that returned
     * @throws IllegalArgumentException if it is negative or more
     */
    public abstract void took(int count);

    /**
     * Returns whether the body has ended and nothing of it is in the queue. A body in chunks is
     * done when {@link #available} has seen its end.
     */
    public abstract boolean isDone();

    /**
     * Returns how many bytes the peer has announced that were not taken yet: of the body if its
     * length is known, else of the current chunk. To refuse what is too large before it is sent.
     */
    public abstract long announced();

    /**
     * Counts bytes of the body that went past the queue, which was empty: from the connection to
     * who reads them. For a body without framing of its own.
     *
     * @param count 0 to what {@link #announced} returns, of a body of a length
     * @throws IllegalArgumentException if it is more, or the body is in chunks
     */
    public void passed(int count) {
        throw new IllegalArgumentException("A body in chunks has framing that must be read");
    }

    /** Returns the fields after a body in chunks, never merged into the head's; none before. */
    public Headers trailers() {
        return Headers.none();
    }

    /**
     * Says that the peer sends no more: after {@link #available} returned 0. A body that lasts
     * until then is done.
     *
     * @throws HttpSyntaxException of {@link HttpSyntaxException.Kind#INCOMPLETE} if the body is not
     *     done
     */
    public abstract void end();

    static void checkTook(int count, int atFront) {
        if (count < 0 || count > atFront) {
            throw new IllegalArgumentException(
                    "At the front are "
                            + atFront
                            + " bytes of the body, but "
                            + count
                            + " were taken\nCall available() before");
        }
    }
}
