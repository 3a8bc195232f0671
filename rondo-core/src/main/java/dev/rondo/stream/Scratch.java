package dev.rondo.stream;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Arrays that are lent for one read or one encoding each, so that what arrives lands in memory that
 * the processor has at hand, and only as much is allocated as arrived.
 *
 * <p>A fresh array a read cost a server of 10 KiB messages two thirds of its throughput: zeroing it
 * and writing to memory that no cache holds. Any thread.
 */
final class Scratch {
    /** The length of each array: four TLS records, and more than asyncio's 64 KiB limit. */
    static final int SIZE = 68 * 1024;

    /** A buffer without bytes or room. */
    static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private static final int SPARE = 8; // about a loop each; more at a time are made and dropped
    private static final AtomicReferenceArray<byte @Nullable []> ARRAYS =
            new AtomicReferenceArray<>(SPARE);

    private Scratch() {}

    /** Returns an array with any content, which is the caller's until {@link #give}. */
    static byte[] take() {
        for (int i = 0; i < SPARE; i++) {
            if (ARRAYS.getPlain(i) != null) {
                byte[] array = ARRAYS.getAndSet(i, null);
                if (array != null) {
                    return array;
                }
            }
        }
        return new byte[SIZE];
    }

    /**
     * Gives an array back. Do so only if nobody can write to it any more; one that is not given
     * back is garbage.
     */
    static void give(byte[] array) {
        for (int i = 0; i < SPARE; i++) {
            if (ARRAYS.getPlain(i) == null && ARRAYS.compareAndSet(i, null, array)) {
                return;
            }
        }
    }
}
