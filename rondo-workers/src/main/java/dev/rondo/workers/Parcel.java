package dev.rondo.workers;

import java.util.List;

/**
 * An object in the form that goes through a socket: its graph by java.io serialization, and beside
 * it the long arrays of primitives, which the graph names by their place.
 *
 * <p>Why beside: the JDK writes an array into a stream value by value through a buffer of a
 * kilobyte and the stream grows by doubling, several copies of each byte; here a long one is copied
 * once.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Parcel(byte[] graph, List<Object> arrays) {
    static final Parcel EMPTY = new Parcel(new byte[0], List.of());

    /** Returns how many bytes it is about, without the heads. */
    long bytes() {
        long sum = graph.length;
        for (Object array : arrays) {
            sum += ArrayKind.of(array).bytes(java.lang.reflect.Array.getLength(array));
        }
        return sum;
    }
}
