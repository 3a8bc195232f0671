package dev.rondo.sim;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file on a {@link Disk}: what the system has of it in memory, what the disk has for
 * certain, and the changes in between, oldest first.
 *
 * <p>After a loss of power each change is there or not: all of them, none, the first ones with a
 * torn last, or any. A change costs what it changes, also at the end of a long file.
 */
final class FileContent {
    private static final int MOST_CHANGES = 10_000; // older ones the system has written back
    private static final int SECTOR = 512; // bytes that a disk writes as one
    private static final int MOST_DRAWN = 64; // changes of which any may be lost

    /** Bytes at a place; or, without bytes, another size. */
    private static final class Change {
        private final int place;
        private final byte @Nullable [] bytes;

        private Change(int place, byte @Nullable [] bytes) {
            this.place = place;
            this.bytes = bytes;
        }

        /** Returns it without what is before or behind a part of its bytes. */
        private Change part(byte[] all, int from, int to) {
            return new Change(place + from, Arrays.copyOfRange(all, from, to));
        }
    }

    private final Bytes now = new Bytes();
    private final Bytes forced = new Bytes();
    private final ArrayDeque<Change> changes = new ArrayDeque<>(); // of now against forced

    int size() {
        return now.size;
    }

    byte[] all() {
        return Arrays.copyOf(now.bytes, now.size);
    }

    /** Reads; the count is -1 at the end. */
    int read(int place, byte[] target, int offset, int length) {
        if (place >= now.size) {
            return -1;
        }
        int count = Math.min(length, now.size - place);
        System.arraycopy(now.bytes, place, target, offset, count);
        return count;
    }

    void write(int place, byte[] bytes) {
        change(new Change(place, bytes));
    }

    /** Makes it shorter or, with zeros, longer. */
    void resize(int size) {
        if (size != now.size) {
            change(new Change(size, null));
        }
    }

    private void change(Change change) {
        now.apply(change);
        changes.add(change);
        if (changes.size() > MOST_CHANGES) {
            forced.apply(changes.remove());
        }
    }

    boolean isForced() {
        return changes.isEmpty();
    }

    void force() {
        changes.forEach(forced::apply);
        changes.clear();
    }

    /**
     * A force failed: Linux takes what it could not write for written, so that the next force does
     * not try it again.
     */
    void forget() {
        changes.clear();
    }

    /** Turns one bit over, now and for good. */
    void rot(int place, int bit) {
        now.bytes[place] ^= (byte) (1 << bit);
        if (place < forced.size) {
            forced.bytes[place] ^= (byte) (1 << bit);
        }
    }

    /** The power went off: what is not forced is there or not. */
    void losePower(Choices choices) {
        switch (changes.isEmpty() ? 1 : choices.choose(4)) {
            case 0 -> force();
            case 1 -> changes.clear();
            case 2 -> keepFirst(choices);
            default -> keepAny(choices);
        }
        changes.clear();
        now.become(forced);
    }

    private void keepFirst(Choices choices) {
        int kept = changes.size() - 1 - choices.choose(changes.size());
        for (int i = 0; i < kept; i++) {
            forced.apply(changes.remove());
        }
        Change torn = changes.remove();
        byte[] bytes = torn.bytes;
        if (bytes != null) {
            forced.apply(torn.part(bytes, 0, bytes.length - choices.choose(bytes.length + 1)));
        }
    }

    /** Blocks reach a disk in any order. */
    private void keepAny(Choices choices) {
        while (changes.size() > MOST_DRAWN) {
            forced.apply(changes.remove());
        }
        for (Change change : changes) {
            int way = choices.choose(3);
            if (way == 0) {
                forced.apply(change);
            } else if (way == 2 && change.bytes != null) {
                keepEnd(change, change.bytes, choices);
            }
        }
    }

    /** What is behind a border of two sectors is there, what is before is not. */
    private void keepEnd(Change change, byte[] bytes, Choices choices) {
        int toBorder = (SECTOR - change.place % SECTOR) % SECTOR;
        int borders = bytes.length <= toBorder ? 0 : 1 + (bytes.length - toBorder - 1) / SECTOR;
        if (borders > 0) {
            int lost = toBorder + SECTOR * choices.choose(borders);
            forced.apply(change.part(bytes, lost, bytes.length));
        }
    }

    /** An array that grows. */
    private static final class Bytes {
        private byte[] bytes = {};
        private int size;

        void apply(Change change) {
            byte[] more = change.bytes;
            if (more == null) {
                resize(change.place);
            } else if (more.length > 0) {
                grow(Math.max(size, change.place + more.length));
                System.arraycopy(more, 0, bytes, change.place, more.length);
            }
        }

        private void resize(int length) {
            if (length < size) {
                Arrays.fill(bytes, length, size, (byte) 0);
                size = length;
            } else {
                grow(length);
            }
        }

        private void grow(int length) {
            if (length > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length, bytes.length + bytes.length / 2));
            }
            size = length;
        }

        void become(Bytes other) {
            bytes = Arrays.copyOf(other.bytes, other.size);
            size = other.size;
        }
    }
}
