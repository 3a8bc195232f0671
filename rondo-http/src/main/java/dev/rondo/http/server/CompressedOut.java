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
    private final Compressor compressor;

    CompressedOut(BodyWriter out, Compressor compressor) {
        this.out = out;
        this.compressor = compressor;
    }

    @Override
    public void write(ByteBuffer source) {
        send(
                source.remaining() <= Compression.IN_LOOP
                        ? compressor.put(source)
                        // Shielded: the thread must not use the caller's buffer after this returns.
                        : Rondo.shielded(() -> Rondo.toThread(() -> compressor.put(source))));
    }

    @Override
    public void flush() {
        send(compressor.flush());
        out.flush();
    }

    void end() {
        send(compressor.finish());
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
