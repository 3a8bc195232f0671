package dev.rondo.postgres.type;

/** Java's values as values of other classes, without loss. */
final class Conversions {
    private Conversions() {}

    static long toLong(Object value) {
        throw new UnsupportedOperationException();
    }

    static double toDouble(Object value) {
        throw new UnsupportedOperationException();
    }

    static boolean toBoolean(Object value) {
        throw new UnsupportedOperationException();
    }

    static <U> U convert(Object value, Class<U> type) {
        throw new UnsupportedOperationException();
    }

    static boolean converts(Class<?> from, Class<?> to) {
        throw new UnsupportedOperationException();
    }
}
