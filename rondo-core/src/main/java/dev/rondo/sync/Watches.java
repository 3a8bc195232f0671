package dev.rondo.sync;

import dev.rondo.struct.Linked;
import org.jspecify.annotations.Nullable;

/**
 * The selects that wait at one source, in the order in which they came. Among them are some that
 * are decided elsewhere, or cancelled, until their tasks run and take them out; they count no
 * longer.
 *
 * <p>Most sources never see a select, so this is made when the first one comes.
 *
 * <p>The loop's thread.
 */
final class Watches<W extends Watch> {
    private @Nullable Linked<W> line;

    void add(W watch) {
        Linked<W> known = line;
        if (known == null) {
            known = new Linked<>();
            line = known;
        }
        known.add(watch);
    }

    void remove(W watch) {
        if (line != null) {
            line.remove(watch);
        }
    }

    /** Returns the first one whose select still waits; null if there is none. */
    @Nullable W first() {
        Linked<W> known = line;
        if (known == null) {
            return null;
        }
        W first = known.first();
        while (first != null && !first.isOpen()) {
            known.remove(first);
            first = known.first();
        }
        return first;
    }

    /** Ends the select of one that {@link #first} returned. */
    void win(W watch) {
        remove(watch);
        watch.win();
    }

    void winAll() {
        for (W watch = first(); watch != null; watch = first()) {
            win(watch);
        }
    }

    /** Returns how many selects wait. */
    int open() {
        return line == null
                ? 0
                : (int) line.toList().stream().filter(watch -> watch.isOpen()).count();
    }

    /** Their loop is closed, and they never go on. */
    void forgetAll() {
        line = null;
    }
}
