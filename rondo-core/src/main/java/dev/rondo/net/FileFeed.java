package dev.rondo.net;

import java.io.IOException;

/** An open file that the system sends to a socket by itself. */
interface FileFeed extends AutoCloseable {
    /** What {@link #send} returns at the file's end. */
    long END = -1;

    /** What {@link #send} returns if the file turns out to be one that cannot be sent so. */
    long NOT_AVAILABLE = -2;

    /** Returns how many bytes were sent, 0 when there is no room now. */
    long send(long position, long count) throws IOException;

    @Override
    default void close() {}
}
