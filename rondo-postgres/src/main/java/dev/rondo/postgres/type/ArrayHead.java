package dev.rondo.postgres.type;

import java.util.Arrays;

/**
 * What stands before an array's elements in the binary format: how many dimensions, whether there
 * are NULLs, the elements' type, and of each dimension its length and its first index.
 *
 * @param lengths of the dimensions; none if there are no elements
 * @param bounds the first indexes
 * @param count of all elements, each of at least four of the bytes that there are
 * @param element the OID of the elements' type
 * @param start where the first element's length stands
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ArrayHead(int[] lengths, int[] bounds, int count, int element, int start) {
    static final int MOST_DIMENSIONS = 6; // the server's limit
    static final int[] NONE = {};
    private static final int FIXED = 12;
    private static final int DIMENSION = 8;

    static ArrayHead read(ArrayCodec codec, byte[] source, int offset, int length) {
        int dimensions = length < FIXED ? -1 : Bytes.getInt(source, offset);
        if (dimensions < 0
                || dimensions > MOST_DIMENSIONS
                || length < FIXED + DIMENSION * dimensions) {
            throw codec.malformed(length + " bytes");
        }
        int element = Bytes.getInt(source, offset + 8);
        int start = FIXED + DIMENSION * dimensions;
        int[] lengths = dimensions == 0 ? NONE : new int[dimensions];
        int[] bounds = dimensions == 0 ? NONE : new int[dimensions];
        long count = dimensions == 0 ? 0 : 1;
        for (int i = 0; i < dimensions; i++) {
            lengths[i] = Bytes.getInt(source, offset + FIXED + DIMENSION * i);
            bounds[i] = Bytes.getInt(source, offset + FIXED + DIMENSION * i + 4);
            if (lengths[i] < 0) {
                throw codec.malformed("a dimension of " + lengths[i]);
            }
            count = Math.min(count * lengths[i], Integer.MAX_VALUE);
        }
        if (count * Integer.BYTES > length - start) {
            throw codec.malformed(count + " elements in " + length + " bytes");
        }
        if (count == 0) {
            return new ArrayHead(NONE, NONE, 0, element, offset + start);
        }
        return new ArrayHead(lengths, bounds, (int) count, element, offset + start);
    }

    int dimensions() {
        return lengths.length;
    }

    /** Returns whether an index does not begin with 1. */
    boolean hasBounds() {
        return Arrays.stream(bounds).anyMatch(bound -> bound != 1);
    }
}
