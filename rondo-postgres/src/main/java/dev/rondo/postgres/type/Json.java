package dev.rondo.postgres.type;

import java.lang.reflect.Type;

/**
 * Turns objects into JSON and back, for {@code json} and {@code jsonb}: a seam. With Jackson 3 on
 * the class path it is that; another library is used by {@link Codecs#json} and {@link
 * Codecs#jsonb}. Implementations are immutable and of any thread.
 */
public interface Json {
    /**
     * Returns an object's JSON as UTF-8.
     *
     * @throws IllegalArgumentException if it has none
     */
    byte[] write(Object value);

    /**
     * Returns the object that UTF-8 JSON stands for.
     *
     * @param type a class, or the type of a generic one
     * @throws IllegalArgumentException if it is not JSON, or not of this type
     */
    Object read(byte[] json, Type type);
}
