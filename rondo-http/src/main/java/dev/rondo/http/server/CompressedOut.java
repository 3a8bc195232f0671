package dev.rondo.http.server;

import dev.rondo.Rondo;
import dev.rondo.http.BodyWriter;
import java.nio.ByteBuffer;

/**
 * Compresses what a source writes. A flush reaches the client: what was written before can be read
 * there.
 */
final class CompressedOut implements BodyWriter, Departure {
    private final BodyWriter out;
    private final Deflation deflation;

    CompressedOut(BodyWriter out, Deflation deflation) {
        this.out = out;
        this.deflation = deflation;
    }

    @Override
    public void write(ByteBuffer source) {
        send(
                source.remaining() <= Compression.IN_LOOP
                        ? deflation.put(source)
                        // Shielded: the thread must not use the caller's buffer after this returns.
                        : Rondo.shielded(() -> Rondo.toThread(() -> deflation.put(source))));
    }

    @Override
    public void flush() {
        send(deflation.flush());
        out.flush();
    }

    void end() {
        send(deflation.finish());
    }

    private void send(ByteBuffer compressed) {
        if (compressed.hasRemaining()) {
            out.write(compressed);
        }
    }

    @Override
    public void onDeparture(Runnable code) {
        if (out instanceof Departure departure) {
            departure.onDeparture(code);
        }
    }

    @Override
    public void removeOnDeparture() {
        if (out instanceof Departure departure) {
            departure.removeOnDeparture();
        }
    }
}
