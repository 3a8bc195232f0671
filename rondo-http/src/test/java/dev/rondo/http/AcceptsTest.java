package dev.rondo.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptsTest {
    private static Accepts types(String field) {
        return Accepts.types(Headers.of("Accept", field));
    }

    private static Accepts encodings(String field) {
        return Accepts.encodings(Headers.of("Accept-Encoding", field));
    }

    /** RFC 9110, section 12.5.1. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "text/plain;format=flowed, 1000",
        "text/plain, 700",
        "text/html, 300",
        "image/jpeg, 500",
        "text/plain;format=fixed, 400",
        "text/html;level=3, 300"
    })
    void theNearestRangeSaysTheQuality(String type, int quality) {
        Accepts accepts =
                types(
                        "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed,"
                                + " text/plain;format=fixed;q=0.4, */*;q=0.5");
        assertThat(accepts.quality(type)).isEqualTo(quality);
    }

    @Test
    void typesAreChosen() {
        List<String> offered = List.of("text/html", "application/json");
        assertThat(types("application/json").best(offered)).contains("application/json");
        assertThat(types("*/*").best(offered)).contains("text/html");
        assertThat(types("text/html;q=0.5, */*").best(offered)).contains("application/json");
        assertThat(types("application/*, text/html;q=0").best(offered))
                .contains("application/json");
        assertThat(types("image/png").best(offered)).isEmpty();
        assertThat(Accepts.types(Headers.none()).best(offered)).contains("text/html");
        assertThat(types("text/html;q=0").accepts("text/html")).isFalse();
        // What browsers send
        String browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assertThat(types(browser).best(List.of("application/json", "text/html")))
                .contains("text/html");
    }

    @Test
    void encodingsAreChosen() {
        List<String> offered = List.of("br", "gzip", "identity");
        assertThat(encodings("gzip, br").best(offered)).contains("br");
        assertThat(encodings("gzip;q=1, br;q=0.9").best(offered)).contains("gzip");
        assertThat(encodings("gzip;q=0.001").best(offered)).contains("gzip");
        assertThat(encodings("*").best(offered)).contains("br");
        assertThat(encodings("*;q=0.5, gzip").best(offered)).contains("gzip");
        assertThat(encodings("zstd").best(offered)).contains("identity");
        assertThat(encodings("x").accepts("identity")).isTrue();
        assertThat(encodings("GZIP").best(offered)).contains("gzip");
        assertThat(encodings("gzip;q=0").best(offered)).contains("identity");
        assertThat(encodings("br;q=0, gzip;q=0, identity;q=0").best(offered)).isEmpty();
        assertThat(encodings("*;q=0").best(offered)).isEmpty();
        assertThat(encodings("*;q=0, identity").best(offered)).contains("identity");
        assertThat(encodings("identity;q=0.5, gzip;q=0.4").best(offered)).contains("identity");
        assertThat(encodings("").best(offered)).contains("identity");
        assertThat(Accepts.encodings(Headers.none()).best(offered)).contains("identity");
    }

    @Test
    void fieldsOfOneNameAreOneList() {
        Headers headers = Headers.of("Accept-Encoding", "gzip;q=0.5", "accept-encoding", "br");
        assertThat(Accepts.encodings(headers).best(List.of("gzip", "br"))).contains("br");
    }

    @ParameterizedTest(name = "{0} of {1} is {2}")
    @CsvSource({
        "de, en de, de",
        "'de-CH, en;q=0.8', en de, de",
        "de, en de-CH, de-CH",
        "DE-ch, en de-CH, de-CH",
        "'de;q=0.5, de-CH', de-DE de-CH, de-CH",
        "'*, de;q=0', de fr, fr",
        "d, de, ''",
        "zh-Hant, zh-Hans zh, zh",
        "fr, en de, ''"
    })
    void languagesAreChosen(String field, String offered, String best) {
        Accepts accepts = Accepts.languages(Headers.of("Accept-Language", field));
        assertThat(accepts.best(List.of(offered.split(" "))).orElse("")).isEqualTo(best);
    }

    @ParameterizedTest(name = "q={0} is {1}")
    @CsvSource({
        "0, 0",
        "1, 1000",
        "0., 0",
        "1., 1000",
        "0.5, 500",
        "0.05, 50",
        "0.999, 999",
        "1.000, 1000",
        "1.001, -1",
        "0.9999, -1",
        "2, -1",
        "-1, -1",
        "x, -1",
        "0x5, -1",
        ".5, -1",
        "1e3, -1",
        "00, -1"
    })
    void qualitiesHaveThreeDecimals(String text, int quality) {
        Accepts accepts = encodings("gzip;q=" + text + ", *;q=0");
        assertThat(accepts.quality("gzip")).isEqualTo(Math.max(0, quality));
        assertThat(accepts.toString().contains("gzip")).isEqualTo(quality >= 0);
    }

    @Test
    void wrongElementsAreLeftOut() {
        assertThat(types("x, text/html, ;q=1, text/, a/b;q, \"a,b\", a/b;c=\"d,e\" ,,"))
                .hasToString("<Accepts text/html (1000) a/b; c=\"d,e\" (1000)>");
        assertThat(encodings("gzip;q=1.0;x=y, br;x").toString()).isEqualTo("<Accepts gzip (1000)>");
    }

    @Test
    void longFieldsAreCutOff() {
        assertThat(encodings("gzip, ".repeat(100_000) + "br").accepts("br")).isFalse();
        assertThat(encodings(",".repeat(1_000_000) + "br").accepts("br")).isTrue();
        assertThat(types("\"".repeat(1_000_001)).accepts("a/b")).isFalse();
    }
}
