package dev.rondo.postgres;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which class each SQLSTATE has: the one table, by all five characters, else by the first two. */
final class ServerErrors {
    private interface Kind {
        ServerException make(String message, Notice notice);
    }

    private static final Map<String, Kind> KINDS = kinds();
    private static final String SCRIPT =
            "\nA text with several statements is for execute(), which returns no rows and takes no"
                    + " arguments";

    private ServerErrors() {}

    /**
     * Returns what an answer is as an exception.
     *
     * @param sql the statement that it is about, of which the text shows the place; null: none
     */
    static ServerException of(Notice notice, @Nullable String sql) {
        String text = ErrorText.of(notice, sql);
        return made(notice, isScript(notice) ? text + SCRIPT : text);
    }

    /** The one syntax error of this routine: several statements where one can be. */
    private static boolean isScript(Notice notice) {
        return notice.sqlState().equals("42601")
                && notice.routine().filter("exec_parse_message"::equals).isPresent();
    }

    /** As {@link #of}, with what to do about it. */
    static ServerException withAdvice(Notice notice, @Nullable String sql, String advice) {
        return made(notice, ErrorText.of(notice, sql) + "\n" + advice);
    }

    /** Returns the refusal of a server to begin a session, and where that was. */
    static ServerException ofStartup(Notice notice, String place) {
        return made(notice, ErrorText.of(notice, null) + "\nfrom " + place);
    }

    private static ServerException made(Notice notice, String message) {
        String state = notice.sqlState();
        Kind kind = KINDS.get(state);
        if (kind == null && state.length() == 5) {
            kind = KINDS.get(state.substring(0, 2));
        }
        return kind == null ? new ServerException(message, notice) : kind.make(message, notice);
    }

    private static Map<String, Kind> kinds() {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        kinds.put("08", ServerConnectionException::new);
        kinds.put("0A", FeatureNotSupportedException::new);
        kinds.put("21", CardinalityViolationException::new);
        kinds.put("22", DataException::new);
        kinds.put("22001", StringTooLongException::new);
        kinds.put("22003", NumericOutOfRangeException::new);
        kinds.put("22012", DivisionByZeroException::new);
        kinds.put("22P02", InvalidTextException::new);
        kinds.put("23", IntegrityConstraintViolationException::new);
        kinds.put("23001", RestrictViolationException::new);
        kinds.put("23502", NotNullViolationException::new);
        kinds.put("23503", ForeignKeyViolationException::new);
        kinds.put("23505", UniqueViolationException::new);
        kinds.put("23514", CheckViolationException::new);
        kinds.put("23P01", ExclusionViolationException::new);
        kinds.put("25", InvalidTransactionStateException::new);
        kinds.put("25006", ReadOnlyTransactionException::new);
        kinds.put("25P02", FailedTransactionException::new);
        kinds.put("25P03", IdleInTransactionTimeoutException::new);
        kinds.put("26", InvalidStatementNameException::new);
        kinds.put("28", InvalidAuthorizationException::new);
        kinds.put("28P01", InvalidPasswordException::new);
        kinds.put("34", InvalidCursorNameException::new);
        kinds.put("3D", InvalidCatalogNameException::new);
        kinds.put("3F", InvalidSchemaNameException::new);
        kinds.put("40", TransactionRollbackException::new);
        kinds.put("40001", SerializationFailureException::new);
        kinds.put("40P01", DeadlockDetectedException::new);
        kinds.put("42", SyntaxOrAccessException::new);
        kinds.put("42501", InsufficientPrivilegeException::new);
        kinds.put("42601", SyntaxErrorException::new);
        kinds.put("42703", UndefinedColumnException::new);
        kinds.put("42704", UndefinedObjectException::new);
        kinds.put("42710", DuplicateObjectException::new);
        kinds.put("42883", UndefinedFunctionException::new);
        kinds.put("42P01", UndefinedTableException::new);
        kinds.put("42P05", DuplicateStatementException::new);
        kinds.put("42P07", DuplicateTableException::new);
        kinds.put("53", InsufficientResourcesException::new);
        kinds.put("53100", DiskFullException::new);
        kinds.put("53200", ServerOutOfMemoryException::new);
        kinds.put("53300", TooManyConnectionsException::new);
        kinds.put("54", ProgramLimitExceededException::new);
        kinds.put("55", ObjectStateException::new);
        kinds.put("55006", ObjectInUseException::new);
        kinds.put("55P03", LockNotAvailableException::new);
        kinds.put("57", OperatorInterventionException::new);
        kinds.put("57014", QueryCanceledException::new);
        kinds.put("57P01", AdminShutdownException::new);
        kinds.put("57P02", CrashShutdownException::new);
        kinds.put("57P03", CannotConnectNowException::new);
        kinds.put("57P05", IdleSessionTimeoutException::new);
        kinds.put("58", ServerSystemException::new);
        kinds.put("P0001", RaiseException::new);
        kinds.put("XX", InternalServerException::new);
        return kinds;
    }
}
