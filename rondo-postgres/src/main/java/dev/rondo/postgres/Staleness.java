package dev.rondo.postgres;

/**
 * What an error says of what was known of a statement: by SQLSTATE and the server's routine, never
 * by a text that may be translated. (The texts of XX000 are not: they are for developers.)
 */
enum Staleness {
    /** Nothing: the statement itself has failed. */
    NONE(""),
    /** Its result has other columns than when it was prepared. */
    RESULT(
            "the tables of this statement have changed since it was prepared. It is prepared anew"
                    + " the next time; this transaction has failed and has to be repeated"),
    /** The server has no such statement, or another one by this name. */
    NAME(
            "the server does not know the prepared statement that it was told of. After DISCARD or"
                    + " DEALLOCATE the next try helps; behind PgBouncer in transaction mode connect"
                    + " with withUnnamedStatements(true)"),
    /** A type was dropped and made again. */
    TYPES(
            "a type of this statement was dropped, and perhaps made again. It is looked up anew the"
                    + " next time; this transaction has failed and has to be repeated"),
    /** The server refuses the types of the parameters that were known. */
    PARAMETERS(
            "the statement was prepared with types of parameters that it had before, or on a"
                    + " connection with another search_path");

    private static final String CACHED_PLAN = "RevalidateCachedQuery";
    private static final String NO_TYPE = "cache lookup failed for type";

    private final String advice;

    Staleness(String advice) {
        this.advice = advice;
    }

    /**
     * Returns what an error says.
     *
     * @param refusedParse whether it was a Parse with types that were known that was refused
     */
    static Staleness of(Notice error, boolean refusedParse) {
        return switch (error.sqlState()) {
            case "0A000" -> error.routine().filter(CACHED_PLAN::equals).isPresent() ? RESULT : NONE;
            case "26000", "42P05" -> NAME;
            case "XX000" -> error.message().startsWith(NO_TYPE) ? TYPES : NONE;
            default -> refusedParse && error.sqlState().startsWith("42") ? PARAMETERS : NONE;
        };
    }

    /** Returns what to throw where the statement must not, or not again, be repeated. */
    ServerException failure(Exchange exchange, boolean again) {
        Notice error = java.util.Objects.requireNonNull(exchange.error(), "error");
        if (this == PARAMETERS && again) {
            return ServerErrors.of(error, exchange.sql());
        }
        return ServerErrors.of(error, exchange.sql());
    }

    String advice() {
        return advice;
    }
}
