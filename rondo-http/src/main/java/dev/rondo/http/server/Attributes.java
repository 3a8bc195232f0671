package dev.rondo.http.server;

import dev.rondo.http.Key;
import java.util.IdentityHashMap;
import java.util.Optional;

/** Values by their keys. */
final class Attributes {
    private final IdentityHashMap<Key<?>, Object> values = new IdentityHashMap<>(4);

    <T> void set(Key<T> key, T value) {
        values.put(key, value);
    }

    @SuppressWarnings("unchecked") // only set() puts values in
    <T> Optional<T> find(Key<T> key) {
        return Optional.ofNullable((T) values.get(key));
    }
}
