package dev.rondo.postgres.wire;

import dev.rondo.bytes.ByteQueue;
import org.jspecify.annotations.Nullable;

/** Joins the run of COPY's data at the front of a queue: a message is a row, often a short one. */
final class CopyScan {
    private static final int HEAD = 5;

    private CopyScan() {}

    /** Takes the messages that have come, the first one has; null if they carry no byte. */
    static BackendMessage.@Nullable CopyData take(ByteQueue queue, int maxLength) {
        int size = queue.size();
        int end = 0;
        int total = 0;
        while (size - end >= HEAD && queue.get(end) == 'd') {
            int length = queue.getInt(end + 1);
            if (length < Integer.BYTES || length >= size - end || length >= maxLength) {
                break;
            }
            end += 1 + length;
            total += length - Integer.BYTES;
        }
        byte[] bytes = new byte[total];
        int to = 0;
        for (int at = 0; at < end; ) {
            int length = queue.getInt(at + 1);
            int count = length - Integer.BYTES;
            queue.get(at + HEAD, bytes, to, count);
            to += count;
            at += 1 + length;
        }
        queue.skip(end);
        return total == 0 ? null : new BackendMessage.CopyData(bytes);
    }
}
