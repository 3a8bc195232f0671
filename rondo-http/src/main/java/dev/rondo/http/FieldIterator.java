package dev.rondo.http;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** Goes over the fields of headers of any kind. */
final class FieldIterator implements Iterator<Headers.Field> {
    private final Headers headers;
    private int next;

    FieldIterator(Headers headers) {
        this.headers = headers;
    }

    @Override
    public boolean hasNext() {
        return next < headers.size();
    }

    @Override
    public Headers.Field next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Headers.Field field = new Headers.Field(headers.name(next), headers.value(next));
        next++;
        return field;
    }
}
