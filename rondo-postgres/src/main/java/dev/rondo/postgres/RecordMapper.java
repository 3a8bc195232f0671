package dev.rondo.postgres;

import static java.lang.invoke.MethodType.methodType;

import dev.rondo.postgres.type.Codec;
import dev.rondo.postgres.type.Construction;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes objects of a statement's rows: checked once, then without reflection. See {@link Row#to}.
 *
 * <p>It is one method handle from a row to an object: the constructor, each of whose arguments is
 * read from its column, primitives without a box.
 *
 * @param <T> their class
 */
final class RecordMapper<T> {
    private static final MethodHandle GET_INT = reader("getInt", int.class);
    private static final MethodHandle GET_LONG = reader("getLong", long.class);
    private static final MethodHandle GET_DOUBLE = reader("getDouble", double.class);
    private static final MethodHandle GET_BOOLEAN = reader("getBoolean", boolean.class);
    private static final MethodHandle READ = decoding("read", Object.class);
    private static final MethodHandle READ_PRESENT = decoding("readPresent", Object.class);
    private static final MethodHandle OPTIONAL =
            MethodHandles.filterReturnValue(READ, ofNullable());

    private final MethodHandle maker; // from a ResultRow to an Object

    private RecordMapper(MethodHandle maker) {
        this.maker = maker.asType(methodType(Object.class, ResultRow.class));
    }

    private static MethodHandle reader(String name, Class<?> type) {
        return find(ResultRow.class, name, type, int.class);
    }

    private static MethodHandle decoding(String name, Class<?> type) {
        return find(ResultRow.class, name, type, int.class, Codec.Decoder.class, String.class);
    }

    private static MethodHandle find(
            Class<?> where, String name, Class<?> type, Class<?>... parameters) {
        try {
            return MethodHandles.lookup().findVirtual(where, name, methodType(type, parameters));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static MethodHandle ofNullable() {
        try {
            return MethodHandles.lookup()
                    .findStatic(
                            Optional.class, "ofNullable", methodType(Optional.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /**
     * Makes one.
     *
     * @throws ConversionException if the columns do not make such
     */
    static <T> RecordMapper<T> of(RowShape shape, Class<T> type) {
        if (type == Row.class) {
            return new RecordMapper<>(MethodHandles.identity(ResultRow.class));
        }
        Construction construction = construction(shape, type);
        if (construction == null) {
            return new RecordMapper<>(reading(shape, 0, type, type));
        }
        List<Construction.Part> parts = construction.parts();
        MethodHandle[] readers = new MethodHandle[parts.size()];
        for (int i = 0; i < readers.length; i++) {
            Class<?> raw = construction.constructor().type().parameterType(i);
            int column = column(shape, type, parts.get(i).name());
            readers[i] = reading(shape, column, parts.get(i).type(), raw);
        }
        MethodHandle of = MethodHandles.filterArguments(construction.constructor(), 0, readers);
        return new RecordMapper<>(
                readers.length == 0
                        ? MethodHandles.dropArguments(of, 0, ResultRow.class)
                        : MethodHandles.permuteArguments(
                                of, methodType(type, ResultRow.class), new int[readers.length]));
    }

    /** Returns what rows make, or null if the only column is the object itself. */
    private static @Nullable Construction construction(RowShape shape, Class<?> type) {
        boolean isPossible = Construction.isPossible(type);
        if (shape.size() == 1 && !(isPossible && hasItsNames(shape, type))) {
            if (decodes(shape, type) || !isPossible) {
                return null;
            }
        }
        try {
            return Construction.of(type);
        } catch (IllegalArgumentException e) {
            throw new ConversionException("Rows do not make objects: " + e.getMessage(), e);
        }
    }

    private static boolean hasItsNames(RowShape shape, Class<?> type) {
        try {
            return Construction.of(type).parts().stream()
                    .allMatch(part -> Construction.find(shape.names(), part.name()) >= 0);
        } catch (IllegalArgumentException e) {
            return false; // its names are not kept, or it is not open
        }
    }

    private static boolean decodes(RowShape shape, Class<?> type) {
        try {
            return shape.codec(0).decodesAs(type);
        } catch (RuntimeException e) {
            throw shape.unreadable(0, type.getTypeName(), e);
        }
    }

    private static int column(RowShape shape, Class<?> type, String part) {
        List<String> names = shape.names();
        int column = Construction.find(names, part);
        if (column < 0) {
            throw new ConversionException(
                    "No column for "
                            + part
                            + " of "
                            + type.getTypeName()
                            + " among "
                            + names
                            + "\nName one so in the statement: ... AS "
                            + part,
                    null);
        }
        if (names.lastIndexOf(names.get(column)) != column) {
            throw new ConversionException(
                    "Two columns are named "
                            + names.get(column)
                            + ", and either could be "
                            + part
                            + " of "
                            + type.getTypeName(),
                    null);
        }
        return column;
    }

    /** Returns what reads a column as a part: from a ResultRow to its class. */
    private static MethodHandle reading(RowShape shape, int column, Type type, Class<?> raw) {
        Codec.Decoder<?> decoder;
        try {
            decoder = shape.codec(column).decoder(inner(type));
        } catch (RuntimeException e) {
            throw shape.unreadable(column, type.getTypeName(), e);
        }
        MethodHandle primitive = primitive(raw);
        if (primitive != null) {
            return MethodHandles.insertArguments(primitive, 1, column);
        }
        MethodHandle generic =
                Construction.isOptional(type) ? OPTIONAL : raw.isPrimitive() ? READ_PRESENT : READ;
        return MethodHandles.insertArguments(generic, 1, column, decoder, type.getTypeName())
                .asType(methodType(raw, ResultRow.class));
    }

    private static Type inner(Type type) {
        return Construction.isOptional(type)
                ? ((java.lang.reflect.ParameterizedType) type).getActualTypeArguments()[0]
                : type;
    }

    private static @Nullable MethodHandle primitive(Class<?> type) {
        return type == int.class
                ? GET_INT
                : type == long.class
                        ? GET_LONG
                        : type == double.class
                                ? GET_DOUBLE
                                : type == boolean.class ? GET_BOOLEAN : null;
    }

    /**
     * Returns a row's object; null if it is NULL itself.
     *
     * @throws ConversionException if a value does not fit, or the constructor has thrown a checked
     *     exception; others come through
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // checked by of(); NULL is null
    T map(ResultRow row) {
        try {
            return (T) (Object) maker.invokeExact(row);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new ConversionException("The constructor has failed: " + e.getMessage(), e);
        }
    }
}
