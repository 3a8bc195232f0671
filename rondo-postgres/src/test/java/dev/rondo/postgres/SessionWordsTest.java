package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which statements a pool does not send on a shared connection. */
class SessionWordsTest {
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    BEGIN, BEGIN
                    begin;, BEGIN
                    '  \tStart transaction', START
                    set x = 1, SET
                    COMMIT AND CHAIN, COMMIT
                    end, END
                    Create temp table x(), CREATE TEMP
                    'CREATE   TEMPORARY VIEW v', CREATE TEMPORARY
                    unlisten *, UNLISTEN
                    declare c cursor for select 1, DECLARE
                    """)
    void wordsThatNeedASession(String sql, String word) {
        assertThat(SessionWords.in(sql)).isEqualTo(word);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "SELECT 1",
                "settings",
                "set_config",
                "end$1",
                "endé",
                "CREATE TABLE temp()",
                "create template",
                "INSERT INTO begin VALUES (1)",
                "WITH a AS (SELECT 1) SELECT 2"
            })
    void wordsThatNeedNone(String sql) {
        assertThat(SessionWords.in(sql)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    SELECT 1, false
                    SELECT 1;, false
                    'SELECT 1; \t', false
                    SELECT 1; SELECT 2, true
                    SELECT ';', true
                    SELECT 1;;, true
                    """)
    void textsThatMayBeScripts(String sql, boolean script) {
        assertThat(SessionWords.mayBeScript(sql)).isEqualTo(script);
    }
}
