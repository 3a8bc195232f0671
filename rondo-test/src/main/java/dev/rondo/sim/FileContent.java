package dev.rondo.sim;

import java.util.ArrayDeque;
import java.util.Arrays;

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

    private sealed interface Change {}

    private record Written(int place, byte[] bytes) implements Change {}

    private record Cut(int size) implements Change {}

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
        change(new Written(place, bytes));
    }

    /** Makes it shorter or, with zeros, longer. */
    void resize(int size) {
        if (size != now.size) {
            change(new Cut(size));
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
        if (changes.remove() instanceof Written(int place, byte[] bytes)) {
            int length = bytes.length - choices.choose(bytes.length + 1);
            forced.apply(new Written(place, Arrays.copyOf(bytes, length)));
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
            } else if (way == 2 && change instanceof Written(int place, byte[] bytes)) {
                int toBorder = (SECTOR - place % SECTOR) % SECTOR;
                int borders = bytes.length <= toBorder ? 0 : 1 + (bytes.length - toBorder - 1) / SECTOR;
                if (borders > 0) { // what is behind one of them is there, what is before is not
                    int lost = toBorder + SECTOR * choices.choose(borders);
                    byte[] rest = Arrays.copyOfRange(bytes, lost, bytes.length);
                    forced.apply(new Written(place + lost, rest));
                }
            }
        }
    }

    /** An array that grows. */
    private static final class Bytes {
        private byte[] bytes = {};
        private int size;

        void apply(Change change) {
            switch (change) {
                case Written(int place, byte[] more) -> {
                    if (more.length > 0) {
                        grow(Math.max(size, place + more.length));
                        System.arraycopy(more, 0, bytes, place, more.length);
                    }
                }
                case Cut(int length) -> {
                    if (length < size) {
                        Arrays.fill(bytes, length, size, (byte) 0);
                        size = length;
                    } else {
                        grow(length);
                    }
                }
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
