package dev.rondo.http.client;

import dev.rondo.http.coding.Coder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Undoes a coding by a library. Nothing at all is an empty body, as with {@link Inflating}. */
final class LibraryDecoding implements Codings.Stage {
    private static final int BEGIN = 256;
    private static final int STEP = 16 * 1024;

    private final Coder coder;
    private final BodyStream source;
    private final Source input = new Source();
    private @Nullable InputStream decoding;
    private boolean ended;
    private boolean reading;

    LibraryDecoding(Coder coder, BodyStream source) {
        this.coder = coder;
        this.source = source;
    }

    @Override
    public int read(ByteBuffer target) {
        if (ended || (decoding == null && !input.begins())) {
            end();
            return -1;
        }
        try {
            if (decoding == null) {
                decoding = coder.decoding(input);
            }
            byte[] step = new byte[Math.min(STEP, target.remaining())];
            reading = true;
            int count = decoding.read(step, 0, step.length);
            reading = false;
            if (count < 0) {
                if (input.read() >= 0) {
                    throw new Inflating.BrokenException(
                            "there are bytes behind the " + coder.name() + " data", null);
                }
                end();
                return -1;
            }
            target.put(step, 0, count);
            return count;
        } catch (IOException e) {
            throw new Inflating.BrokenException(
                    "the " + coder.name() + " data is broken: " + e.getMessage(), e);
        }
    }

    /** Returns whether no read was left in the middle: what it had taken is in the library then. */
    @Override
    public boolean canGoOn() {
        return !reading;
    }

    @Override
    public void end() {
        ended = true;
        InputStream closed = decoding;
        decoding = null;
        if (closed != null) {
            try {
                closed.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e); // it only frees memory
            }
        }
    }

    /** The body as the libraries read it. */
    private final class Source extends InputStream {
        private final ByteBuffer first = ByteBuffer.allocate(BEGIN).limit(0);

        /** Returns whether the body has a byte at all. */
        boolean begins() {
            if (!first.hasRemaining()) {
                int count = source.read(first.clear());
                first.flip();
                return count > 0;
            }
            return true;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (first.hasRemaining()) {
                int count = Math.min(length, first.remaining());
                first.get(target, offset, count);
                return count;
            }
            return length == 0 ? 0 : source.read(ByteBuffer.wrap(target, offset, length));
        }
    }
}
