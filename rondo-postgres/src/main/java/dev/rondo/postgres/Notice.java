package dev.rondo.postgres;

import java.util.Optional;

/**
 * An error or a notice as the server tells it, field by field.
 *
 * @param severity {@code ERROR}, {@code FATAL}, {@code NOTICE} and so on, never translated
 * @param sqlState five characters, such as {@code 23505}
 * @param message the primary text
 * @param detail more of it
 * @param hint what to do
 * @param position where in the statement, from 1 in characters; 0: nowhere
 * @param internalPosition where in a statement that the server made itself, or 0
 * @param internalQuery that statement
 * @param where the context, such as functions that were called
 * @param schema of the object that is meant
 * @param table its table
 * @param column its column
 * @param dataType its type
 * @param constraint its constraint
 * @param routine of the server's source; tells apart what has one SQLSTATE
 */
public record Notice(
        String severity,
        String sqlState,
        String message,
        Optional<String> detail,
        Optional<String> hint,
        int position,
        int internalPosition,
        Optional<String> internalQuery,
        Optional<String> where,
        Optional<String> schema,
        Optional<String> table,
        Optional<String> column,
        Optional<String> dataType,
        Optional<String> constraint,
        Optional<String> routine) {}
