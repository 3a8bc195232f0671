package dev.rondo.workers;

import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The arrays that travel beside a graph, and how a piece of one is copied from and to bytes. */
enum ArrayKind {
    BYTES(1, byte[].class, byte[]::new) {
        @Override
        void put(Object array, int from, int count, ByteBuffer to) {
            to.put((byte[]) array, from, count);
        }

        @Override
        void get(Object array, int from, int count, ByteBuffer of) {
            of.get((byte[]) array, from, count);
        }
    },
    INTS(4, int[].class, int[]::new) {
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
    LONGS(8, long[].class, long[]::new) {
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
    DOUBLES(8, double[].class, double[]::new) {
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

    final int width; // bytes of an element
    private final Class<?> type;
    private final IntFunction<Object> maker;

    ArrayKind(int width, Class<?> type, IntFunction<Object> maker) {
        this.width = width;
        this.type = type;
        this.maker = maker;
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

    Object make(int length) {
        return maker.apply(length);
    }

    long bytes(int length) {
        return (long) width * length;
    }

    abstract void put(Object array, int from, int count, ByteBuffer to);

    abstract void get(Object array, int from, int count, ByteBuffer of);
}
