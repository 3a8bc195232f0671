package dev.rondo.postgres;

import java.util.Objects;

/**
 * What an error says of what was known of a statement: by SQLSTATE and the server's routine, never
 * by a text that may be translated. (The texts of XX000 are not: they are for developers.)
 */
enum Staleness {
    /** Nothing: the statement itself has failed. */
    NONE(""),
    /** Its result has other columns than when it was prepared. */
    RESULT(
            "The tables of this statement have changed since it was prepared. It is prepared anew"
                    + " when it is next used; a transaction that it has failed has to be repeated"),
    /** The server has no such statement, or another one by this name. */
    NAME(
            "The server does not know the prepared statement that it was told of. After DISCARD or"
                    + " DEALLOCATE the next use helps; a transaction has to be repeated. Behind"
                    + " PgBouncer in transaction mode connect with withUnnamedStatements(true)"),
    /** A type was dropped, and perhaps made again. */
    TYPES(
            "A type of this statement has changed since it was prepared. It is looked up anew when"
                    + " it is next used; a transaction that it has failed has to be repeated"),
    /** The server refuses what was parsed before, or with the types that were known. */
    PARAMETERS("");

    private static final String CACHED_PLAN = "RevalidateCachedQuery";
    private static final String FORBIDDEN = "42501"; // it would be forbidden again
    private static final String NO_TYPE = "cache lookup failed for type";

    private final String advice;

    Staleness(String advice) {
        this.advice = advice;
    }

    /**
     * Returns what an error says.
     *
     * @param beforeBind whether it came before the statement was bound, so that it has not run
     */
    static Staleness of(Notice error, boolean beforeBind) {
        String state = error.sqlState();
        return switch (state) {
            case "0A000" -> error.routine().filter(CACHED_PLAN::equals).isPresent() ? RESULT : NONE;
            case "26000", "42P05" -> NAME;
            case "XX000" -> error.message().startsWith(NO_TYPE) ? TYPES : NONE;
            case FORBIDDEN -> NONE;
            default -> beforeBind && state.startsWith("42") ? PARAMETERS : NONE;
        };
    }

    /** Returns what to throw where the statement must not, or not again, be repeated. */
    ServerException failure(Exchange exchange) {
        Notice error = Objects.requireNonNull(exchange.error(), "error");
        return advice.isEmpty()
                ? ServerErrors.of(error, exchange.sql())
                : ServerErrors.withAdvice(error, exchange.sql(), advice);
    }
}
