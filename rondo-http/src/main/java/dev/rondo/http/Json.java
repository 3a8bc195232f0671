package dev.rondo.http;

import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.util.Iterator;

/**
 * Turns objects into JSON and back: a seam. With Jackson 3 on the class path, {@link #standard} is
 * it; another library is put behind this interface.
 *
 * <p>Implementations are immutable and of any thread. They block in the streams they are given,
 * which suspends the task when those are a body's.
 */
public interface Json {
    /**
     * Returns an object's JSON as UTF-8.
     *
     * @throws JsonException if it has none
     */
    byte[] write(Object value);

    /**
     * Writes an object's JSON as UTF-8, and closes nothing.
     *
     * @throws JsonException if it has none
     */
    void write(Object value, OutputStream out);

    /**
     * Returns the object that UTF-8 JSON stands for.
     *
     * @param type a class, or the type of a generic one
     * @throws JsonException if it is not JSON, or not of this type
     */
    Object read(byte[] json, Type type);

    /**
     * Returns the object of a class that UTF-8 JSON stands for. See {@link #read(byte[], Type)}.
     */
    default <T> T read(byte[] json, Class<T> type) {
        return type.cast(read(json, (Type) type));
    }

    /**
     * Returns the elements of an array, each read when it is asked for, so that a large array needs
     * little memory.
     *
     * @throws JsonException from the iterator too, if it is not an array of such elements
     */
    <T> Iterator<T> readArray(InputStream json, Class<T> element);

    /**
     * Returns the library that is there: Jackson 3. Its methods throw a {@link JsonException} if
     * there is none; the message says what to add.
     */
    static Json standard() {
        return StandardJson.INSTANCE;
    }
}
