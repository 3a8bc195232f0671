package dev.rondo.postgres.type;

/** A codec of a built-in type without inner structure. */
abstract class ScalarCodec<T> extends Codec<T> {
    /** The type's name, for messages. */
    final String type;

    private final Class<T> javaType;

    ScalarCodec(String type, Class<T> javaType) {
        this.type = type;
        this.javaType = javaType;
    }

    @Override
    public final Class<T> javaType() {
        return javaType;
    }

    final void checkLength(int expected, int length) {
        if (length != expected) {
            Bytes.check(type, expected, length);
        }
    }

    @Override
    public final String toString() {
        return "<Codec " + type + ">";
    }
}
