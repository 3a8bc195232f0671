package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlConstantsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "select $1, $2~select A, B",
                "select $2+$1-$1~select B+A-A",
                "select -$1~select -A",
                "$1~A",
                "select $3, $0, $123456~select $3, $0, $123456",
                "select $12~select $12",
                "select '$1', $1~select '$1', A",
                "select 'it''s $1' || $2~select 'it''s $1' || B",
                "select '\\', $1~select '\\', A",
                "select E'\\'$1', $1~select E'\\'$1', A",
                "select e'\\'$1', $1~select e'\\'$1', A",
                "select E'''\\'$1', $1~select E'''\\'$1', A",
                "select type'$1', $1~select type'$1', A",
                "select U&'\\0041', $1~select U&'\\0041', A",
                "select \"$1\", \"a\"\"$1\", $1~select \"$1\", \"a\"\"$1\", A",
                "select $$ $1 $$, $1~select $$ $1 $$, A",
                "select $a$ $$ $1 $b$ $a$, $1~select $a$ $$ $1 $b$ $a$, A",
                "select $$ $1~select $$ $1",
                "select a$1, b$ $1~select a$1, b$ A",
                "select 1 -- $1~select 1 -- $1",
                "select /* $1 /* $1 */ $1 */ $1~select /* $1 /* $1 */ $1 */ A",
                "select /* $1~select /* $1",
                "select '$1~select '$1",
                "select 4 / $1 - $2~select 4 / A - B",
                "select $~select $",
                "select $1::int[]~select A::int[]",
            })
    void onlyParametersAreReplaced(String sql, String expected) {
        assertThat(SqlConstants.replace(sql, false, List.of("A", "B"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "select '\\'$1', $1~select '\\'$1', A",
                "select \"\\\", $1~select \"\\\", A",
            })
    void backslashesEscapeWhereTheServerSaysSo(String sql, String expected) {
        assertThat(SqlConstants.replace(sql, true, List.of("A", "B"))).isEqualTo(expected);
    }

    @Test
    void aCommentEndsWithItsLine() {
        assertThat(SqlConstants.replace("select 1 -- $1\n, $1", true, List.of("A")))
                .isEqualTo("select 1 -- $1\n, A");
    }
}
