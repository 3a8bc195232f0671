package dev.rondo.http;

import java.util.Iterator;

/** The elements of a body's JSON array; what is wrong with them is the body's fault. */
record JsonElements<T>(Iterator<T> elements, BodyInputStream in, Body body) implements Iterator<T> {
    @Override
    public boolean hasNext() {
        try {
            return elements.hasNext();
        } catch (JsonException e) {
            throw in.failure().orElseGet(() -> body.notJson(e));
        }
    }

    @Override
    public T next() {
        try {
            return elements.next();
        } catch (JsonException e) {
            throw in.failure().orElseGet(() -> body.notJson(e));
        }
    }
}
