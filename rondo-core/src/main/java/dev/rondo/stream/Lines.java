package dev.rondo.stream;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The lines of a reader, each read when it is asked for. */
final class Lines implements Iterator<String> {
    private final StreamReader reader;
    private Optional<String> next = Optional.empty();

    Lines(StreamReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean hasNext() {
        if (next.isEmpty()) {
            next = reader.nextLine();
        }
        return next.isPresent();
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException("The stream has ended");
        }
        String line = next.get();
        next = Optional.empty();
        return line;
    }
}
