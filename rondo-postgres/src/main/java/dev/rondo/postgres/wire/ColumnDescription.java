package dev.rondo.postgres.wire;

/**
 * A column of a result, as the server describes it.
 *
 * @param name may be there twice in a result
 * @param table the object identifier of its table, or 0; unsigned
 * @param attribute its number in that table, or 0
 * @param type the object identifier of its type; unsigned
 * @param typeSize bytes of a value, or negative if they vary
 * @param typeModifier such as the length of a {@code varchar}, or -1
 * @param format of its values: 0 text, 1 binary; 0 before a statement is bound
 */
public record ColumnDescription(
        String name,
        int table,
        int attribute,
        int type,
        int typeSize,
        int typeModifier,
        int format) {}
