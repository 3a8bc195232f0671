package dev.rondo.file;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lines, read when they are asked for. */
final class LineIterator implements Iterator<String> {
    private final Supplier<@Nullable String> source;
    private @Nullable String next;
    private boolean ended;

    LineIterator(Supplier<@Nullable String> source) {
        this.source = source;
    }

    @Override
    public boolean hasNext() {
        if (next == null && !ended) {
            next = source.get();
            ended = next == null;
        }
        return next != null;
    }

    @Override
    public String next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException("the file is at its end");
        }
        String line = next;
        next = null;
        return line;
    }
}
