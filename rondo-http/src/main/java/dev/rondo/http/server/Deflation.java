package dev.rondo.http.server;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses bytes as they come: gzip (RFC 1952) or what HTTP calls deflate (RFC 1950), by the
 * JDK's zlib. Has memory outside of the heap, some 256 KiB, until it is closed. One thread at a
 * time.
 */
final class Deflation implements Compressor {
    private static final int ROOM = 512; // for a beginning, an end, and what zlib adds
    private static final byte[] GZIP_HEAD = {
        0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 255 // no time, no system
    };

    private final boolean gzip;
    private final Deflater deflater;
    private final CRC32 crc = new CRC32();
    private boolean begun;
    private boolean unflushed;

    /**
     * Begins.
     *
     * @param coding {@code gzip} or {@code deflate}
     * @param level of the JDK's {@link Deflater}
     */
    Deflation(String coding, int level) {
        this.gzip = coding.equals("gzip");
        this.deflater = new Deflater(level, gzip);
    }

    @Override
    public ByteBuffer put(ByteBuffer source) {
        if (gzip) {
            crc.update(source.duplicate());
        }
        unflushed |= source.hasRemaining();
        deflater.setInput(source);
        return run(source.remaining(), Deflater.NO_FLUSH);
    }

    @Override
    public ByteBuffer flush() {
        if (!unflushed) {
            return ByteBuffer.allocate(0);
        }
        unflushed = false;
        return run(0, Deflater.SYNC_FLUSH);
    }

    @Override
    public ByteBuffer finish() {
        deflater.finish();
        ByteBuffer end = run(0, Deflater.NO_FLUSH);
        if (!gzip) {
            return end;
        }
        ByteBuffer all =
                ByteBuffer.allocate(end.remaining() + 8).order(ByteOrder.LITTLE_ENDIAN).put(end);
        return all.putInt((int) crc.getValue()).putInt((int) deflater.getBytesRead()).flip();
    }

    private ByteBuffer run(int size, int flush) {
        ByteBuffer target = ByteBuffer.allocate(ROOM + size / 2);
        if (gzip && !begun) {
            target.put(GZIP_HEAD);
        }
        begun = true;
        while (true) {
            deflater.deflate(target, flush);
            if (target.hasRemaining()) {
                return target.flip();
            }
            target = ByteBuffer.allocate(2 * target.capacity()).put(target.flip());
        }
    }

    @Override
    public void close() {
        deflater.end();
    }
}
