package dev.rondo.http;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.wire.MultipartParser;
import dev.rondo.http.wire.MultipartParser.Event;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A body of parts, read while it comes (RFC 2046 and 7578). Each part is read before the next one
 * is asked for: what is left of it then is dropped. They are gone over once.
 *
 * {@snippet :
 * for (Part part : request.body().multipart()) {
 *     if (part.fileName().isPresent()) {
 *         part.body().saveTo(folder.resolve(part.safeFileName().orElse("unnamed")));
 *     } else {
 *         fields.put(part.name().orElse(""), part.body().text());
 *     }
 * }
 * }
 */
public final class Multipart implements Iterable<Part> {
    private static final int PIECE = 16 * 1024;

    private final Body body;
    private final Json json;
    private final MultipartParser parser;
    private final ByteQueue queue = new ByteQueue();
    private long whole; // bytes that parts were taken whole with
    private @Nullable PartBody current;
    private boolean begun;
    private long left = Long.MAX_VALUE; // bytes that may still come

    Multipart(Body body, Json json, String boundary, MultipartLimits limits) {
        this.body = body;
        this.json = json;
        this.parser = new MultipartParser(boundary, limits);
    }

    /** Refuses what is larger in all than the body's limit. */
    Multipart bounded() {
        left = body.limit();
        if (body.length().orElse(0) > left) {
            throw body.tooLarge(left);
        }
        return this;
    }

    /**
     * Goes over the parts; its methods suspend.
     *
     * @throws IllegalStateException the second time
     * @throws RuntimeException of the side, from the iterator, if the body is malformed, or has
     *     more parts or longer heads than the limits allow
     */
    @Override
    public Iterator<Part> iterator() {
        if (begun) {
            throw new IllegalStateException("The parts of a body are gone over once");
        }
        begun = true;
        return new Parts();
    }

    private final class Parts implements Iterator<Part> {
        private @Nullable Part next;
        private boolean ended;

        @Override
        public boolean hasNext() {
            while (next == null && !ended) {
                current = null;
                switch (step()) {
                    case PART -> {
                        PartBody bytes = new PartBody(parser.headers());
                        current = bytes;
                        next = new Part(parser.headers(), bytes);
                    }
                    case DATA -> drop(parser.available());
                    case PART_END -> {}
                    case END -> ended = true;
                    case NEED_BYTES -> throw new AssertionError("step() waits for them");
                }
            }
            return next != null;
        }

        @Override
        public Part next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException();
            }
            Part part = next;
            next = null;
            return part;
        }
    }

    private void drop(int count) {
        queue.skip(count);
        parser.took(count);
    }

    /** Returns what comes next, and waits for it. */
    private Event step() {
        try {
            Event event;
            while ((event = parser.next(queue)) == Event.NEED_BYTES) {
                int count = body.read(queue.space(PIECE));
                if (count < 0) {
                    parser.finish();
                    return Event.END;
                }
                queue.filled(count);
                left -= count;
                if (left < 0) {
                    throw body.tooLarge(body.limit());
                }
            }
            return event;
        } catch (LimitExceededException e) {
            throw body.tooLarge(body.limit());
        } catch (MalformedException e) {
            throw body.malformed("The multipart body is malformed", e);
        }
    }

    /** The bytes of one part. What parts are taken whole with is limited in all. */
    private final class PartBody extends Body {
        private boolean ended;

        PartBody(Headers headers) {
            super(headers, json, body.limit() - whole);
        }

        @Override
        protected int readSome(ByteBuffer target) {
            if (ended) {
                return -1;
            }
            if (current != this) {
                throw new IllegalStateException(
                        "The next part was asked for\nRead a part before the next one");
            }
            if (step() != Event.DATA) {
                ended = true;
                return -1;
            }
            int count = Math.min(parser.available(), target.remaining());
            target.put(queue.slice(0, count));
            drop(count);
            return count;
        }

        @Override
        public byte[] bytes() {
            boolean first = !isKept();
            byte[] all = super.bytes();
            whole += first ? all.length : 0;
            return all;
        }

        @Override
        protected RuntimeException tooLarge(long limit) {
            return body.tooLarge(body.limit());
        }

        @Override
        protected RuntimeException malformed(String message, @Nullable Throwable cause) {
            return body.malformed(message, cause);
        }

        @Override
        public OptionalLong length() {
            return OptionalLong.empty();
        }

        @Override
        public Headers trailers() {
            return Headers.none();
        }
    }
}
