package dev.rondo.postgres.wire;

import dev.rondo.bytes.ByteQueue;

/** The last tag of a connection: most are the same again, and then no object is made. */
final class TagCache {
    private BackendMessage.CommandComplete last = new BackendMessage.CommandComplete("");

    /** Takes the tag that a body has; it is in a queue at a place too. */
    BackendMessage.CommandComplete take(ByteQueue queue, Body body, int from, int to) {
        if (isLast(queue, from, to)) {
            body.skipRest();
            return last;
        }
        BackendMessage.CommandComplete read = new BackendMessage.CommandComplete(body.takeString());
        last = read;
        return read;
    }

    private boolean isLast(ByteQueue queue, int from, int to) {
        String tag = last.tag();
        if (to - from != tag.length() + 1 || queue.get(to - 1) != 0) {
            return false;
        }
        for (int i = tag.length() - 1; i >= 0; i--) { // the numbers differ, which are at the end
            if (queue.get(from + i) != tag.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
