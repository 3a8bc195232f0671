package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CopyOptionsTest {
    @Test
    void statementsHaveWhatWasSet() {
        CopyOptions options =
                CopyOptions.csv()
                        .withColumns("id", "na\"me")
                        .withDelimiter(';')
                        .withNull("\\N")
                        .withHeader()
                        .withQuote('\'')
                        .withEscape('\\')
                        .withEncoding("LATIN1");
        assertThat(options.withForceNotNull("id").withForceNull("na\"me").intoTable("shop.Order"))
                .isEqualTo(
                        "COPY \"shop\".\"Order\" (\"id\", \"na\"\"me\") FROM STDIN (FORMAT csv,"
                                + " DELIMITER ';', NULL  E'\\\\N', HEADER true, QUOTE '''',"
                                + " ESCAPE  E'\\\\', ENCODING 'LATIN1', FORCE_NOT_NULL (\"id\"),"
                                + " FORCE_NULL (\"na\"\"me\"))");
        assertThat(options.withForceQuote().outOfTable("t"))
                .startsWith("COPY \"t\" (\"id\", \"na\"\"me\") TO STDOUT (FORMAT csv, ")
                .endsWith(", FORCE_QUOTE *)");
        assertThat(CopyOptions.binary().withWhere("id > 3").withFreeze().intoTable("t"))
                .isEqualTo("COPY \"t\" FROM STDIN (FORMAT binary, FREEZE true) WHERE id > 3");
        assertThat(CopyOptions.text().outOfQuery("SELECT 1 -- one"))
                .isEqualTo("COPY (SELECT 1 -- one\n) TO STDOUT (FORMAT text)");
    }

    @Test
    void oneOptionDoesNotChangeTheOptionsBeforeIt() {
        CopyOptions before = CopyOptions.text();
        assertThat(before.withMatchingHeader().outOfTable("t")).contains("HEADER match");
        assertThat(before.outOfTable("t")).isEqualTo("COPY \"t\" TO STDOUT (FORMAT text)");
        assertThat(before).hasToString("<CopyOptions (FORMAT text)>");
    }

    @Test
    void whatIsForTheOtherDirectionIsRefused() {
        assertThatThrownBy(() -> CopyOptions.text().withWhere("true").outOfTable("t"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("copyFromQuery");
        assertThatThrownBy(() -> CopyOptions.text().withFreeze().outOfQuery("select 1"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CopyOptions.text().withColumns("a").outOfQuery("select 1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[a]");
    }

    @Test
    void namesOfTablesAreQuotedPartByPart() {
        assertThat(SqlText.table("Users")).isEqualTo("\"Users\"");
        assertThat(SqlText.table("a.b")).isEqualTo("\"a\".\"b\"");
        assertThat(SqlText.table("\"a.b\".c\"d")).isEqualTo("\"a.b\".\"c\"\"d\"");
        assertThat(SqlText.table("\"x\"\"y\"")).isEqualTo("\"x\"\"y\"");
        assertThat(SqlText.table("t; drop table u")).isEqualTo("\"t; drop table u\"");
        for (String wrong :
                new String[] {"", ".", "a.", ".a", "a..b", "\"a", "\"a\"b", "a.b.c.d"}) {
            assertThatThrownBy(() -> SqlText.table(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> SqlText.name("a\0b")).isInstanceOf(IllegalArgumentException.class);
    }
}
