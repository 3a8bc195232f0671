package dev.rondo.stream;

/**
 * How large an array the next read gets: the power of two that held what the last ones found.
 *
 * <p>asyncio always offers 256 KiB and shrinks the result, which its allocator makes cheap; a Java
 * array of that size is cleared first, 10 µs for a message of a kilobyte.
 */
final class ReadSize {
    static final int SMALLEST = 2 * 1024;
    static final int LARGEST = 256 * 1024; // asyncio's max_size

    private ReadSize() {}

    static int next(int size, int found) {
        if (found == size && size < LARGEST) {
            return size * 2;
        }
        return found < size / 4 && size > SMALLEST ? size / 2 : size;
    }
}
