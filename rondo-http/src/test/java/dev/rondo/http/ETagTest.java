package dev.rondo.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ETagTest {
    /** RFC 9110, section 8.8.3.2. */
    @ParameterizedTest(name = "{0} and {1}: strongly {2}, weakly {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "W/\"1\"|W/\"1\"|false|true",
                "W/\"1\"|W/\"2\"|false|false",
                "W/\"1\"|\"1\"|false|true",
                "\"1\"|\"1\"|true|true"
            })
    void tagsAreCompared(String one, String other, boolean strongly, boolean weakly) {
        ETag first = ETag.tryParse(one).orElseThrow();
        ETag second = ETag.tryParse(other).orElseThrow();
        assertThat(first.matchesStrongly(second)).isEqualTo(strongly);
        assertThat(second.matchesStrongly(first)).isEqualTo(strongly);
        assertThat(first.matchesWeakly(second)).isEqualTo(weakly);
        assertThat(second.matchesWeakly(first)).isEqualTo(weakly);
    }

    @ParameterizedTest(name = "{0} has {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"a\"|[\"a\"]",
                "\"\"|[\"\"]",
                "W/\"a\"|[W/\"a\"]",
                "\"a\", W/\"b,c\" ,\t\"d\"|[\"a\", W/\"b,c\", \"d\"]",
                "\"a\",,\"b\",|[\"a\", \"b\"]",
                "\"a\\\"|[\"a\\\"]",
                "''|[]",
                "a|[]",
                "*|[]",
                "w/\"a\"|[]",
                "W\"a\"|[]",
                "W/|[]",
                "\"a|[]",
                "\"a b\"|[]",
                "\"a\", b, \"c\"|[\"a\"]",
                "\"a\", \"b|[\"a\"]",
            })
    void listsAreReadUpToWhatIsNone(String text, String tags) {
        assertThat(ETag.parseList(text)).hasToString(tags);
    }

    @Test
    void oneTagIsNoList() {
        assertThat(ETag.tryParse("\"a\"")).contains(ETag.strong("a"));
        assertThat(ETag.tryParse("\"a\", \"b\"")).isEmpty();
        assertThat(ETag.tryParse("a")).isEmpty();
        assertThat(ETag.strong("a").toWeak()).isEqualTo(ETag.weak("a")).hasToString("W/\"a\"");
        for (String bad : new String[] {"a b", "a\"", "\r\n", "\u007f", "€", "\0"}) {
            assertThatThrownBy(() -> ETag.strong(bad)).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void longListsAreReadInLinearTime() {
        assertThat(ETag.parseList("\"a\",".repeat(200_000))).hasSize(200_000);
        assertThat(ETag.parseList(",".repeat(1_000_000))).isEmpty();
    }
}
