package dev.rondo.postgres;

/**
 * Makes objects of a statement's rows: checked once, then without reflection. See {@link Row#to}.
 *
 * @param <T> their class
 */
final class RecordMapper<T> {
    RecordMapper() {}

    /**
     * Returns a row's object.
     *
     * @throws ConversionException if a value does not fit
     */
    T map(ResultRow row) {
        throw new UnsupportedOperationException();
    }
}
