package dev.rondo.workers;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The arrays that travel beside a graph, and how a piece of one is copied from and to bytes. */
enum ArrayKind {
    BYTES(1, 1, byte[].class) {
        @Override
        Object make(int length) {
            return new byte[length];
        }

        @Override
        void put(Object array, int from, int count, ByteBuffer to) {
            to.put((byte[]) array, from, count);
        }

        @Override
        void get(Object array, int from, int count, ByteBuffer of) {
            of.get((byte[]) array, from, count);
        }
    },
    INTS(2, 4, int[].class) {
        @Override
        Object make(int length) {
            return new int[length];
        }

        @Override
        void put(Object array, int from, int count, ByteBuffer to) {
            to.asIntBuffer().put((int[]) array, from, count);
            to.position(to.position() + count * width);
        }

        @Override
        void get(Object array, int from, int count, ByteBuffer of) {
            of.asIntBuffer().get((int[]) array, from, count);
            of.position(of.position() + count * width);
        }
    },
    LONGS(3, 8, long[].class) {
        @Override
        Object make(int length) {
            return new long[length];
        }

        @Override
        void put(Object array, int from, int count, ByteBuffer to) {
            to.asLongBuffer().put((long[]) array, from, count);
            to.position(to.position() + count * width);
        }

        @Override
        void get(Object array, int from, int count, ByteBuffer of) {
            of.asLongBuffer().get((long[]) array, from, count);
            of.position(of.position() + count * width);
        }
    },
    DOUBLES(4, 8, double[].class) {
        @Override
        Object make(int length) {
            return new double[length];
        }

        @Override
        void put(Object array, int from, int count, ByteBuffer to) {
            to.asDoubleBuffer().put((double[]) array, from, count);
            to.position(to.position() + count * width);
        }

        @Override
        void get(Object array, int from, int count, ByteBuffer of) {
            of.asDoubleBuffer().get((double[]) array, from, count);
            of.position(of.position() + count * width);
        }
    };

    final byte code; // on the wire
    final int width; // bytes of an element
    private final Class<?> type;

    ArrayKind(int code, int width, Class<?> type) {
        this.code = (byte) code;
        this.width = width;
        this.type = type;
    }

    static ArrayKind of(Object array) {
        ArrayKind kind = ofOrNull(array);
        if (kind == null) {
            throw new AssertionError(array.getClass());
        }
        return kind;
    }

    static @Nullable ArrayKind ofOrNull(Object object) {
        Class<?> type = object.getClass();
        for (ArrayKind kind : values()) {
            if (kind.type == type) {
                return kind;
            }
        }
        return null;
    }

    abstract Object make(int length);

    static @Nullable ArrayKind ofCode(byte code) {
        for (ArrayKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        return null;
    }

    long bytes(int length) {
        return (long) width * length;
    }

    abstract void put(Object array, int from, int count, ByteBuffer to);

    abstract void get(Object array, int from, int count, ByteBuffer of);
}
