package dev.rondo.postgres;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of a result: values by name or by index from 0, decoded when they are asked for. NULL is
 * null; those that return a primitive throw for it. Immutable, any thread. asyncpg: {@code Record}.
 */
public interface Row {
    /** Returns the number of columns. */
    int size();

    /** Returns the columns, the same list for all rows of a result. */
    List<Column> columns();

    /** Returns whether a value is NULL. */
    boolean isNull(int index);

    /** Returns whether a value is NULL. */
    boolean isNull(String column);

    /** Returns a value as its type's own class; null for NULL. */
    @Nullable Object get(int index);

    /**
     * Returns a value as its type's own class; null for NULL.
     *
     * @throws IllegalArgumentException if there is no such column, naming those that there are
     */
    @Nullable Object get(String column);

    /**
     * Returns a value as a class; null for NULL.
     *
     * @throws ConversionException if the type does not convert to it, or the value does not fit
     */
    <T> @Nullable T get(int index, Class<T> type);

    /** As {@link #get(int, Class)}. */
    <T> @Nullable T get(String column, Class<T> type);

    /** Returns an integer, checked. Throws {@link ConversionException} for NULL. */
    int getInt(int index);

    /** As {@link #getInt(int)}. */
    int getInt(String column);

    /** Returns an integer, checked. Throws {@link ConversionException} for NULL. */
    long getLong(int index);

    /** As {@link #getLong(int)}. */
    long getLong(String column);

    /** Returns a number. Throws {@link ConversionException} for NULL. */
    double getDouble(int index);

    /** As {@link #getDouble(int)}. */
    double getDouble(String column);

    /** Returns a boolean. Throws {@link ConversionException} for NULL. */
    boolean getBoolean(int index);

    /** As {@link #getBoolean(int)}. */
    boolean getBoolean(String column);

    /**
     * Returns a value's text as {@code psql} shows it, with the settings that {@link
     * dev.rondo.postgres.type.Codec#decodeText} names, whatever the session's are; also of values
     * that Java's class lacks, such as {@code infinity}. Null for NULL.
     */
    @Nullable String getString(int index);

    /** As {@link #getString(int)}. */
    @Nullable String getString(String column);

    /** Returns bytes; null for NULL. */
    byte @Nullable [] getBytes(int index);

    /** As {@link #getBytes(int)}. */
    byte @Nullable [] getBytes(String column);

    /**
     * Returns a record (or another class with one public constructor whose parameters' names are
     * kept) of the columns of its components' names, {@code fullName} also of {@code full_name};
     * or, for a class that a value can be, the only column. Checked once a statement.
     *
     * @throws ConversionException if a component has no column, or a value does not convert
     */
    <T> T to(Class<T> type);

    /** Returns the values by name, in order; the last of equal names. */
    Map<String, @Nullable Object> asMap();

    /** Returns the values in order. */
    List<@Nullable Object> values();
}
