package dev.rondo.http;

import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.util.Iterator;

/**
 * The library for JSON that is there, looked for when it is first used: so that a program without
 * JSON needs none.
 */
final class StandardJson implements Json {
    static final StandardJson INSTANCE = new StandardJson();

    private static final String ADVICE =
            "JSON needs Jackson 3 on the class path"
                    + "\nAdd tools.jackson.core:jackson-databind, version 3.0 or later, or use a Json"
                    + " of your own";

    private StandardJson() {}

    private static final class Holder {
        static final Json JACKSON = new JacksonJson();
    }

    private static Json jackson() {
        try {
            return Holder.JACKSON;
        } catch (LinkageError e) { // NoClassDefFoundError, the first and each later time
            throw new JsonException(ADVICE, e);
        }
    }

    @Override
    public byte[] write(Object value) {
        return jackson().write(value);
    }

    @Override
    public void write(Object value, OutputStream out) {
        jackson().write(value, out);
    }

    @Override
    public Object read(byte[] json, Type type) {
        return jackson().read(json, type);
    }

    @Override
    public <T> Iterator<T> readArray(InputStream json, Class<T> element) {
        return jackson().readArray(json, element);
    }

    @Override
    public String toString() {
        return "<Json of Jackson 3>";
    }
}
