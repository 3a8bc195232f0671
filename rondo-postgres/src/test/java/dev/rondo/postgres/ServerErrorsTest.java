package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.postgres.wire.ReportFields;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerErrorsTest {
    private static ServerException error(@Nullable String sql, String... fields) {
        return ServerErrors.of(Notice.of(ReportFields.of(fields)), sql);
    }

    @ParameterizedTest
    @CsvSource({
        "23505, UniqueViolationException",
        "23503, ForeignKeyViolationException",
        "23514, CheckViolationException",
        "23502, NotNullViolationException",
        "23P01, ExclusionViolationException",
        "23001, RestrictViolationException",
        "23000, IntegrityConstraintViolationException",
        "40001, SerializationFailureException",
        "40P01, DeadlockDetectedException",
        "40002, TransactionRollbackException",
        "57014, QueryCanceledException",
        "57P01, AdminShutdownException",
        "57P02, CrashShutdownException",
        "57P03, CannotConnectNowException",
        "57P05, IdleSessionTimeoutException",
        "57000, OperatorInterventionException",
        "53300, TooManyConnectionsException",
        "53100, DiskFullException",
        "53000, InsufficientResourcesException",
        "25P02, FailedTransactionException",
        "25P03, IdleInTransactionTimeoutException",
        "25006, ReadOnlyTransactionException",
        "25001, InvalidTransactionStateException",
        "28P01, InvalidPasswordException",
        "28000, InvalidAuthorizationException",
        "22P02, InvalidTextException",
        "22012, DivisionByZeroException",
        "22003, NumericOutOfRangeException",
        "22001, StringTooLongException",
        "22007, DataException",
        "42601, SyntaxErrorException",
        "42501, InsufficientPrivilegeException",
        "42P01, UndefinedTableException",
        "42703, UndefinedColumnException",
        "42883, UndefinedFunctionException",
        "42704, UndefinedObjectException",
        "42P07, DuplicateTableException",
        "42710, DuplicateObjectException",
        "42P05, DuplicateStatementException",
        "42804, SyntaxOrAccessException",
        "26000, InvalidStatementNameException",
        "34000, InvalidCursorNameException",
        "3D000, InvalidCatalogNameException",
        "3F000, InvalidSchemaNameException",
        "0A000, FeatureNotSupportedException",
        "21000, CardinalityViolationException",
        "54001, ProgramLimitExceededException",
        "55P03, LockNotAvailableException",
        "55006, ObjectInUseException",
        "55000, ObjectStateException",
        "58030, ServerSystemException",
        "08P01, ServerConnectionException",
        "P0001, RaiseException",
        "XX000, InternalServerException",
        "P0002, ServerException",
        "HV000, ServerException",
        "???, ServerException",
        "'', ServerException"
    })
    void eachSqlstateHasItsClass(String state, String type) {
        ServerException e = error(null, "S", "ERROR", "C", state, "M", "m");
        assertThat(e.getClass().getSimpleName()).isEqualTo(type);
        assertThat(e.sqlState()).isEqualTo(state);
        assertThat(e.isFatal()).isFalse();
    }

    @Test
    void subclassesAreCaughtByTheirClass() {
        assertThat(error(null, "C", "23505"))
                .isInstanceOf(IntegrityConstraintViolationException.class)
                .isInstanceOf(PostgresException.class);
        assertThat(error(null, "C", "40P01")).isInstanceOf(TransactionRollbackException.class);
    }

    @Test
    void theTextSaysWhatWhereAndWhatToDo() {
        ServerException e =
                error(
                        "select *\n  form t",
                        "S",
                        "FEHLER",
                        "V",
                        "ERROR",
                        "C",
                        "42601",
                        "M",
                        "syntax error at or near \"form\"",
                        "P",
                        "12",
                        "D",
                        "the detail",
                        "H",
                        "the hint",
                        "W",
                        "function f()");
        assertThat(e)
                .hasMessage(
                        """
                        ERROR 42601: syntax error at or near "form"
                        Detail: the detail
                        at line 2, character 3 of the statement:
                              form t
                              ^
                        Hint: the hint
                        Where: function f()\
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            textBlock =
                    """
                    1|>|^
                    8|select x|       ^
                    9|select x|        ^
                    """)
    void theCaretStandsAtThePosition(int position, String sql, String caret) {
        String text = sql.equals(">") ? "" : sql;
        assertThat(error(text, "C", "42601", "M", "m", "P", "" + position).getMessage())
                .endsWith("\n    " + caret);
    }

    @Test
    void positionsCountCharactersAndNotJavasUnits() {
        String sql = "select '\ud83d\ude00\ud83d\ude00', x";
        assertThat(error(sql, "C", "42703", "M", "m", "P", "14").getMessage())
                .endsWith(
                        "\n    select '\ud83d\ude00\ud83d\ude00', x\n    " + " ".repeat(13) + "^");
    }

    @Test
    void ofALongLineAPartIsShown() {
        String sql = "select " + "a, ".repeat(100) + "x" + ", b".repeat(100);
        String[] lines = error(sql, "C", "42703", "M", "m", "P", "308").getMessage().split("\n");
        assertThat(lines[2]).hasSizeLessThan(90).startsWith("    ...").endsWith("...");
        assertThat(lines[2].charAt(lines[3].length() - 1)).isEqualTo('x');
    }

    @Test
    void placesThatAreNoneAreLeftOut() {
        for (String position : new String[] {"0", "-1", "100", "x", "99999999999"}) {
            assertThat(error("select 1", "C", "42601", "M", "m", "P", position))
                    .hasMessage("ERROR 42601: m");
        }
        assertThat(error(null, "C", "42601", "M", "m", "P", "3")).hasMessage("ERROR 42601: m");
    }

    @Test
    void aStatementOfTheServersOwnIsShown() {
        assertThat(error("select f()", "C", "42P01", "M", "m", "p", "15", "q", "select * from t"))
                .hasMessageContaining(
                        "of its statement:\n    select * from t\n" + " ".repeat(18) + "^");
    }

    @Test
    void noStatementWithAPasswordIsShown() {
        assertThat(error("alter role a Password 'hidden'x", "C", "42601", "M", "m", "P", "31"))
                .hasMessageContaining("at line 1, character 31")
                .hasMessageNotContaining("hidden");
    }

    @Test
    void whatTheServerLeavesOutIsEmpty() {
        Notice notice = Notice.of(ReportFields.of());
        assertThat(notice.severity()).isEqualTo("ERROR");
        assertThat(notice.detail()).isEmpty();
        assertThat(notice.position()).isZero();
    }

    @Test
    void errorsCanBeWrittenAndReadBack() throws Exception {
        ServerException e =
                error(
                        "select x",
                        "V",
                        "FATAL",
                        "C",
                        "23505",
                        "M",
                        "m",
                        "n",
                        "key",
                        "t",
                        "users",
                        "c",
                        "id",
                        "P",
                        "8");
        ServerException back = copy(e);
        assertThat(back).isInstanceOf(UniqueViolationException.class).hasMessage(e.getMessage());
        assertThat(back.notice()).isEqualTo(e.notice());
        assertThat(back.notice().constraint()).contains("key");
        assertThat(back.isFatal()).isTrue();
        ConnectException failed = new ConnectException("m", null);
        failed.addSuppressed(e);
        assertThat(copy(failed).getSuppressed()).hasSize(1);
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return (T)
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    }
}
