package dev.rondo.stream;

import java.nio.ByteBuffer;

/**
 * A protocol that says where arriving bytes are put, so that nothing is copied or made for them.
 * asyncio: {@code BufferedProtocol}.
 *
 * {@snippet :
 * class Counter implements BufferedProtocol {
 *     private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
 *     private long received;
 *
 *     @Override
 *     public ByteBuffer getBuffer(int sizeHint) {
 *         return buffer.clear();
 *     }
 *
 *     @Override
 *     public void bufferUpdated(int count) {
 *         received += count;
 *     }
 * }
 * }
 */
public non-sealed interface BufferedProtocol extends StreamProtocol {
    /**
     * Returns the buffer for the next read, which is about to be made. A buffer without room is a
     * fatal error.
     *
     * @param sizeHint how many bytes would be good to have room for; -1 when nothing is known
     */
    ByteBuffer getBuffer(int sizeHint) throws Exception;

    /**
     * Bytes were put into the buffer that {@link #getBuffer} returned; its position is behind them.
     *
     * @param count how many, at least one
     */
    void bufferUpdated(int count) throws Exception;
}
