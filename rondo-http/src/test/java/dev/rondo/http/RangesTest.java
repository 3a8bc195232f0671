package dev.rondo.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangesTest {
    private static String parse(String field, long size) {
        return switch (Ranges.parse(field, size)) {
            case Ranges.Whole() -> "whole";
            case Ranges.Unsatisfiable() -> "none";
            case Ranges.Parts(List<ByteRange> ranges) -> {
                StringBuilder text = new StringBuilder();
                ranges.forEach(range ->
                        text.append(range.first()).append('-').append(range.last()).append(' '));
                yield text.toString().strip();
            }
        };
    }

    /** Of 100 bytes; with the examples of RFC 9110, section 14.1.2, and SR-158 to SR-162. */
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-|0-99",
                "bytes=0-49|0-49",
                "bytes=50-99|50-99",
                "bytes=50-1000|50-99",
                "bytes=-50|50-99",
                "bytes=-1000|0-99",
                "bytes=99-|99-99",
                "bytes=0-0,-1|0-0 99-99",
                "bytes= 0-0 , \t9-9,,|0-0 9-9",
                "bytes=,0-0|0-0",
                "bytes=9-9,0-0|9-9 0-0",
                "bytes=50-60,61-70|50-60 61-70",
                "bytes=50-60,60-70|50-70",
                "bytes=60-,0-10,5-70|0-99",
                "bytes=0-,0-,0-,0-|0-99",
                "BYTES=1-2|1-2",
                "bytes=100-|none",
                "bytes=100-200|none",
                "bytes=-0|none",
                "bytes=99999999999999999999-|none",
                "bytes=0-99999999999999999999|0-99",
                "bytes=-99999999999999999999|0-99",
                "bytes=100-,0-0|0-0",
                "bytes=5-2|whole",
                "bytes=99999999999999999999-5|whole",
                "bytes=|whole",
                "bytes=,|whole",
                "bytes=-|whole",
                "bytes=a-b|whole",
                "bytes=1|whole",
                "bytes=1-2-3|whole",
                "bytes=1-2 3-4|whole",
                "bytes=--1|whole",
                "bytes=0-0,x|whole",
                "bytes=+1-2|whole",
                "bytes=1 -2|whole",
                "bytes = 1-2|whole",
                "bytes 1-2|whole",
                "lines=1-2|whole",
                "''|whole",
            })
    void fieldsAreRead(String field, String ranges) {
        assertThat(parse(field, 100)).isEqualTo(ranges);
    }

    @Test
    void nothingHasNoRange() {
        assertThat(parse("bytes=0-", 0)).isEqualTo("none");
        assertThat(parse("bytes=-5", 0)).isEqualTo("none");
        assertThatThrownBy(() -> Ranges.parse("bytes=0-", -1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tooManyRangesAreNone() {
        String sixteen = "bytes=" + "0-0,".repeat(Ranges.MOST - 1) + "9-9";
        assertThat(parse(sixteen, 100)).isEqualTo("0-0 9-9");
        assertThat(parse(sixteen + ",5-5", 100)).isEqualTo("whole");
        assertThat(parse("bytes=" + "0-0,".repeat(1_000_000), 100)).isEqualTo("whole");
        assertThat(parse("bytes=" + ",".repeat(1_000_000), 100)).isEqualTo("whole");
    }

    @Test
    void rangesAreSaidInFields() {
        ByteRange range = new ByteRange(0, 4);
        assertThat(range.length()).isEqualTo(5);
        assertThat(range.contentRange(100)).isEqualTo("bytes 0-4/100");
        assertThat(range).hasToString("bytes=0-4");
        assertThat(Ranges.unsatisfiedContentRange(100)).isEqualTo("bytes */100");
        assertThatThrownBy(() -> new ByteRange(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ByteRange(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest(name = "{0} is {1}-{2} of {3}")
    @CsvSource(
            delimiter = '|',
            value = {"bytes 0-4/100|0|4|100", "Bytes 5-5/6|5|5|6", "bytes 42-1233/*|42|1233|-1"})
    void answersSayTheirRange(String field, long first, long last, long size) {
        assertThat(ByteRange.tryParseContentRange(field))
                .contains(new ByteRange.Content(new ByteRange(first, last), size));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''",
                "bytes */100",
                "bytes 5-4/100",
                "bytes 0-100/100",
                "bytes 0-4",
                "bytes 0-4/",
                "bytes 0-4/100x",
                "bytes 0-4/-1",
                "bytes=0-4/100",
                "lines 0-4/100",
                "bytes -4/100",
                "bytes 0-99999999999999999999/99999999999999999999"
            })
    void otherContentRangesAreNone(String field) {
        assertThat(ByteRange.tryParseContentRange(field)).isEmpty();
    }
}
