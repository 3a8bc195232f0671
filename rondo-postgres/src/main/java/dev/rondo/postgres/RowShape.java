package dev.rondo.postgres;

import dev.rondo.postgres.type.Codec;
import dev.rondo.postgres.type.TypeRegistry;
import dev.rondo.postgres.wire.RowBatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the rows of one statement have in common: columns, codecs, and the way from a name to its
 * column. One a statement; made anew when {@link TypeRegistry#version} has changed. Any thread.
 */
final class RowShape {
    private static final int FEW = 8; // columns that are found faster one by one

    private final List<Column> columns;
    private final String[] names;
    private final Codec<?>[] codecs;
    private final long version;
    private final Map<String, Integer> places; // of more than a few columns; looked up only

    // Replaced by one with more; two threads may make the same mapper, and one of them is kept.
    private volatile Map<Class<?>, RecordMapper<?>> mappers = Map.of();

    /**
     * Makes one.
     *
     * @throws IllegalStateException if a codec is {@link TypeRegistry#missing}
     */
    RowShape(List<Column> columns, TypeRegistry types) {
        this.version = types.version(); // first: a change meanwhile makes it old
        this.columns = List.copyOf(columns);
        this.names = new String[columns.size()];
        this.codecs = new Codec<?>[columns.size()];
        this.places = HashMap.newHashMap(columns.size() > FEW ? columns.size() : 0);
        for (int i = 0; i < names.length; i++) {
            Column column = columns.get(i);
            Codec<?> codec = types.codec(column.type().oid());
            if (codec == null) {
                throw new IllegalStateException("The type of " + column + " is not known yet");
            }
            names[i] = column.name();
            codecs[i] = codec;
            if (names.length > FEW) {
                places.put(column.name(), i);
            }
        }
    }

    /** Returns the columns. */
    List<Column> columns() {
        return columns;
    }

    int size() {
        return names.length;
    }

    /** Returns which columns are to come in the binary format: for Bind. */
    boolean[] binary() {
        boolean[] binary = new boolean[codecs.length];
        for (int i = 0; i < binary.length; i++) {
            binary[i] = codecs[i].format() == Codec.Format.BINARY;
        }
        return binary;
    }

    /** Returns the version of the registry that the codecs are of. */
    long version() {
        return version;
    }

    /** Returns the codec of a column. */
    Codec<?> codec(int index) {
        return codecs[index];
    }

    List<String> names() {
        return List.of(names);
    }

    /**
     * Returns the place of a column, of several with one name the last.
     *
     * @throws IllegalArgumentException if there is none, naming those that there are
     */
    int index(String column) {
        if (names.length > FEW) {
            Integer place = places.get(column);
            if (place != null) {
                return place;
            }
        } else {
            for (int i = names.length - 1; i >= 0; i--) {
                if (names[i].equals(column)) {
                    return i;
                }
            }
        }
        throw new IllegalArgumentException("No column " + column + " among " + names());
    }

    /** Returns a row of a batch, which must have as many columns. */
    ResultRow row(RowBatch batch, int row) {
        if (batch.columns() != names.length) {
            throw new ProtocolException(
                    "A row of "
                            + batch.columns()
                            + " columns came for a statement of "
                            + names.length,
                    null);
        }
        return new ResultRow(this, batch, row);
    }

    /** Adds all rows of a batch to a list. */
    void addRows(RowBatch batch, List<Row> target) {
        for (int i = 0; i < batch.rows(); i++) {
            target.add(row(batch, i));
        }
    }

    /**
     * Returns what makes objects of the rows: the same one for the same class.
     *
     * @throws ConversionException if the columns do not make such
     */
    @SuppressWarnings("unchecked") // by its key
    <T> RecordMapper<T> mapper(Class<T> type) {
        RecordMapper<?> made = mappers.get(type);
        if (made == null) {
            made = RecordMapper.of(this, type);
            Map<Class<?>, RecordMapper<?>> more = new HashMap<>(mappers);
            more.put(type, made);
            mappers = more;
        }
        return (RecordMapper<T>) made;
    }

    /** Returns what is thrown for a value that does not become a class. */
    ConversionException unreadable(int index, String wanted, RuntimeException cause) {
        return new ConversionException(
                name(index) + " cannot be read as " + wanted + ": " + cause.getMessage(), cause);
    }

    ConversionException isNull(int index, String wanted) {
        return new ConversionException(
                name(index)
                        + " is NULL, which "
                        + wanted
                        + " cannot hold\nAsk isNull before, or for the class of objects",
                null);
    }

    /** Returns a column's name and type, for messages. */
    String name(int index) {
        Column column = columns.get(index);
        return "Column \"" + column.name() + "\" of type " + column.type().displayName();
    }
}
