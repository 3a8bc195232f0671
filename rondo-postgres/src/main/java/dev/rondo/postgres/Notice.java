package dev.rondo.postgres;

import dev.rondo.postgres.wire.ReportFields;
import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
        Optional<String> routine)
        implements Serializable {
    /** Returns what a server's message says; what it leaves out is empty. */
    static Notice of(ReportFields fields) {
        return new Notice(
                fields.findOr('V', fields.findOr('S', "ERROR")), // V since 9.6, never translated
                fields.findOr('C', "XX000"),
                fields.findOr('M', "no message"),
                Optional.ofNullable(fields.find('D')),
                Optional.ofNullable(fields.find('H')),
                number(fields.find('P')),
                number(fields.find('p')),
                Optional.ofNullable(fields.find('q')),
                Optional.ofNullable(fields.find('W')),
                Optional.ofNullable(fields.find('s')),
                Optional.ofNullable(fields.find('t')),
                Optional.ofNullable(fields.find('c')),
                Optional.ofNullable(fields.find('d')),
                Optional.ofNullable(fields.find('n')),
                Optional.ofNullable(fields.find('R')));
    }

    private static int number(@Nullable String text) {
        try {
            return text == null ? 0 : Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return 0; // a place that is none is nowhere
        }
    }

    /** Returns whether the server has ended the session with it: FATAL or PANIC. */
    public boolean isFatal() {
        return severity.equals("FATAL") || severity.equals("PANIC");
    }

    /** Optionals cannot be written: their values are. */
    private Object writeReplace() {
        return new Written(
                severity,
                sqlState,
                message,
                detail.orElse(null),
                hint.orElse(null),
                position,
                internalPosition,
                internalQuery.orElse(null),
                where.orElse(null),
                schema.orElse(null),
                table.orElse(null),
                column.orElse(null),
                dataType.orElse(null),
                constraint.orElse(null),
                routine.orElse(null));
    }

    private record Written(
            String severity,
            String sqlState,
            String message,
            @Nullable String detail,
            @Nullable String hint,
            int position,
            int internalPosition,
            @Nullable String internalQuery,
            @Nullable String where,
            @Nullable String schema,
            @Nullable String table,
            @Nullable String column,
            @Nullable String dataType,
            @Nullable String constraint,
            @Nullable String routine)
            implements Serializable {
        private Object readResolve() {
            return new Notice(
                    severity,
                    sqlState,
                    message,
                    Optional.ofNullable(detail),
                    Optional.ofNullable(hint),
                    position,
                    internalPosition,
                    Optional.ofNullable(internalQuery),
                    Optional.ofNullable(where),
                    Optional.ofNullable(schema),
                    Optional.ofNullable(table),
                    Optional.ofNullable(column),
                    Optional.ofNullable(dataType),
                    Optional.ofNullable(constraint),
                    Optional.ofNullable(routine));
        }
    }
}
