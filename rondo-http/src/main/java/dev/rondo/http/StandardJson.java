package dev.rondo.http;

/** Finds the library for JSON once; named by its class, so that none is needed. */
final class StandardJson {
    private static final String ADVICE =
            "JSON needs Jackson 3 on the class path"
                    + "\nAdd tools.jackson.core:jackson-databind, version 3.0 or later, or give the"
                    + " app or client a Json of your own";

    private StandardJson() {}

    private static final class Holder {
        static final Json INSTANCE = new JacksonJson();
    }

    static Json instance() {
        try {
            return Holder.INSTANCE;
        } catch (LinkageError e) { // NoClassDefFoundError, the first and each later time
            throw new JsonException(ADVICE, e);
        }
    }
}
