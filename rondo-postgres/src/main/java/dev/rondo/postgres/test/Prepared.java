package dev.rondo.postgres.test;

import org.jspecify.annotations.Nullable;

/**
 * A statement that a client has prepared.
 *
 * @param sql its text
 * @param script what is answered, or null if the server has an answer of its own
 * @param parameterTypes the OIDs of its parameters
 * @param shape an answer with the columns that its answers had when it was prepared
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Prepared(String sql, @Nullable StatementScript script, int[] parameterTypes, Answer shape) {
    /** Checks that the columns of an answer are those that the client was told. */
    void checkShape(Answer answer) {
        if (answer.hasRows() && !answer.columns().equals(shape.columns())) {
            throw new StatementFailure(
                    Report.of("ERROR", "0A000", "cached plan must not change result type")
                            .with('R', "RevalidateCachedQuery"));
        }
    }

    Transactions.Kind kind() {
        return Transactions.kindOf(SqlScript.normal(sql));
    }
}
