package dev.rondo.postgres.type;

import java.lang.reflect.Type;

/**
 * The library for JSON that is there, looked for when it is first used: so that a program that
 * takes JSON as text needs none.
 */
final class StandardJson implements Json {
    static final StandardJson INSTANCE = new StandardJson();

    private static final String ADVICE =
            "Objects as JSON need Jackson 3 on the class path, text does not"
                    + "\nAdd tools.jackson.core:jackson-databind, version 3.0 or later, or use"
                    + " Codecs.jsonb with a library of your own";

    private StandardJson() {}

    private static final class Holder {
        static final Json JACKSON = new JacksonJson();
    }

    private static Json jackson() {
        try {
            return Holder.JACKSON;
        } catch (LinkageError e) { // NoClassDefFoundError, the first and each later time
            throw new IllegalArgumentException(ADVICE, e);
        }
    }

    @Override
    public byte[] write(Object value) {
        return jackson().write(value);
    }

    @Override
    public Object read(byte[] json, Type type) {
        return jackson().read(json, type);
    }

    @Override
    public String toString() {
        return "<Json of Jackson 3>";
    }
}
