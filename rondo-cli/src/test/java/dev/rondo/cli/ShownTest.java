package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0.0 s",
        "149, 0.1 s",
        "119999, 120.0 s",
        "120000, 2 min",
        "7199999, 119 min",
        "7200000, 2 h",
        "172800000, 2 days"
    })
    void timesAreSaidAsPeopleSayThem(long millis, String text) {
        assertThat(Shown.time(millis)).isEqualTo(text);
    }

    @Test
    void lettersOfAllScriptsStayAsTheyAre() {
        assertThat(Shown.text("Prüfung für 検査 🙂")).isEqualTo("Prüfung für 検査 🙂");
    }

    @Test
    void whatMovesHidesOrTurnsIsEscaped() {
        assertThat(Shown.text("a\u001b[2Jb\u009bc\u202ed\u2066e\u200bf\u2028g\ud800h\u007f"))
                .isEqualTo("a\\u001b[2Jb\\u009bc\\u202ed\\u2066e\\u200bf\\u2028g\\ud800h\\u007f");
    }

    @Test
    void longTextsAreCutToTheWidth() {
        assertThat(Shown.text("abcdefgh", 8)).isEqualTo("abcdefgh");
        assertThat(Shown.text("abcdefghi", 8)).isEqualTo("abcde...");
    }
}
