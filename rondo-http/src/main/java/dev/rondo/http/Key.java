package dev.rondo.http;

/**
 * Names a value that a program keeps in an app or a request, with its type. Two keys of one name
 * are two keys: keep it in a constant. aiohttp: {@code AppKey}, {@code RequestKey}.
 *
 * {@snippet :
 * static final Key<Database> DATABASE = Key.of("database");
 * }
 *
 * @param <T> the values
 */
@SuppressWarnings("UnusedTypeParameter") // it is what get() and set() go by
public final class Key<T> {
    private final String name;

    private Key(String name) {
        this.name = name;
    }

    /** Returns a new key; the name is for messages. */
    public static <T> Key<T> of(String name) {
        return new Key<>(name);
    }

    @Override
    public String toString() {
        return name;
    }
}
