package dev.rondo.net;

import dev.rondo.Rondo;
import dev.rondo.stream.SendFileOptions;
import java.io.IOException;

/** An open file that the system sends to a socket by itself. */
interface FileFeed extends AutoCloseable {
    /** What {@link #send} returns at the file's end. */
    long END = -1;

    /** What {@link #send} returns if the file turns out to be one that cannot be sent so. */
    long NOT_AVAILABLE = -2;

    /** How much is sent before others run: a fast peer must not take the loop. */
    long PIECE = 1 << 20;

    /** Returns how many bytes were sent, 0 when there is no room now. */
    long send(long position, long count) throws IOException;

    @Override
    default void close() throws IOException {}

    /** How far the system came. */
    final class Progress {
        private long sent;
        private boolean complete;

        /** Returns how many bytes were sent. */
        long sent() {
            return sent;
        }

        /** Returns whether that is all; if not, the rest is to be read and written. */
        boolean isComplete() {
            return complete;
        }
    }

    /**
     * Sends what the system can. Suspends.
     *
     * @param progress is right at any moment, also when this throws
     * @param check refuses to go on with a socket that is closed
     */
    default void sendTo(
            Descriptor socket, SendFileOptions options, Progress progress, Runnable check)
            throws IOException {
        long most = options.count().orElse(Long.MAX_VALUE);
        while (progress.sent < most) {
            long count =
                    send(options.offset() + progress.sent, Math.min(most - progress.sent, PIECE));
            if (count < 0) {
                progress.complete = count == END;
                return;
            }
            if (count == 0) {
                socket.awaitWritable();
            } else {
                progress.sent += count;
                options.progress().accept(progress.sent);
                Rondo.sleep(0);
            }
            check.run();
        }
        progress.complete = true;
    }
}
