package dev.rondo.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonLineTest {
    @Test
    void valuesAreSeparatedAsTheyMustBe() {
        JsonLine line = new JsonLine().put("a", 1).put("b", true).put("c", "x");
        line.putNumbers("d", List.of(1L, 2L)).putTexts("e", List.of()).begin("f");
        line.beginObject().put("g", -1).endObject().beginObject().endObject().end();

        assertThat(line.line())
                .isEqualTo(
                        "{\"a\":1,\"b\":true,\"c\":\"x\",\"d\":[1,2],\"e\":[],"
                                + "\"f\":[{\"g\":-1},{}]}\n");
    }

    @Test
    void whatIsNotPrintableAsciiIsEscaped() {
        assertThat(new JsonLine().put("a", "\"\\\n\0\u001b[31m\u007f\u00e9\u202e\ud83d<b>").line())
                .isEqualTo(
                        "{\"a\":\"\\\"\\\\\\u000a\\u0000\\u001b[31m\\u007f\\u00e9\\u202e\\ud83d"
                                + "<b>\"}\n");
    }

    @Test
    void aTextThatEndsLikeAnObjectNeedsItsCommaAllTheSame() {
        assertThat(new JsonLine().put("a", "{").put("b", "[").put("c", 1).line())
                .isEqualTo("{\"a\":\"{\",\"b\":\"[\",\"c\":1}\n");
    }

    @Test
    void longTextsAreCut() {
        assertThat(new JsonLine().put("a", "x".repeat(2_001)).line())
                .isEqualTo("{\"a\":\"" + "x".repeat(2_000) + "...\"}\n");
    }
}
