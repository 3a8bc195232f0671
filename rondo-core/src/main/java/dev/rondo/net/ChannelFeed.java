package dev.rondo.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A file that the JDK sends to a channel. It says 0 when the socket has no room, at the file's end,
 * and for files whose size the system does not tell (those of /proc and /sys), so more has to be
 * asked then.
 */
final class ChannelFeed implements FileFeed {
    private final FileChannel file;
    private final WritableByteChannel target;
    private final boolean owned;
    private boolean waited; // there is room: nothing was sent before, and it was waited for

    /** Creates one, which closes the file if it owns it. */
    ChannelFeed(FileChannel file, WritableByteChannel target, boolean owned) {
        this.file = file;
        this.target = target;
        this.owned = owned;
    }

    @Override
    public long send(long position, long count) throws IOException {
        long sent = file.transferTo(position, count, target);
        if (sent > 0) {
            waited = false;
            return sent;
        }
        if (file.read(ByteBuffer.allocate(1), position) < 0) {
            return END;
        }
        if (waited) {
            return NOT_AVAILABLE;
        }
        waited = true;
        return 0;
    }

    @Override
    public void close() throws IOException {
        if (owned) {
            file.close();
        }
    }
}
