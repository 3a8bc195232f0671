package dev.rondo.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html|text/html",
                "Text/HTML|text/html",
                "text/html;charset=utf-8|text/html; charset=utf-8",
                "text/html;charset=UTF-8|text/html; charset=UTF-8",
                "text/html ; Charset=\"utf-8\"|text/html; charset=utf-8",
                "text/html; a=\"b c\"; d=e|text/html; a=\"b c\"; d=e",
                "text/html; a=\"b\\\"\\\\c\"|text/html; a=\"b\\\"\\\\c\"",
                "text/html; a=\"\"|text/html; a=\"\"",
                "text/html; a=1; A=2|text/html; a=1",
                "text/html;|text/html",
                "text/html;;a=1;|text/html; a=1",
                "application/vnd.api+json|application/vnd.api+json",
                "*/*|*/*",
            })
    void typesHaveOneForm(String text, String form) {
        MediaType type = MediaType.parse(text);
        assertThat(type).hasToString(form);
        assertThat(MediaType.parse(form)).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "/html",
                "text/",
                "text /html",
                "text/ html",
                "text/html x",
                "text/html, text/plain",
                "text/html; charset",
                "text/html; charset=",
                "text/html; charset = utf-8",
                "text/html; =utf-8",
                "text/html; a=\"b",
                "text/html; a=\"b\\\"",
                "text/html; a=b c",
                "té/x"
            })
    void othersAreRefused(String text) {
        assertThatThrownBy(() -> MediaType.parse(text)).isInstanceOf(MalformedException.class);
        assertThat(MediaType.tryParse(text)).isEmpty();
        assertThat(MediaType.of(Headers.of("Content-Type", text.strip()))).isEmpty();
    }

    @Test
    void partsAreSaid() {
        MediaType type = MediaType.parse("multipart/form-data; boundary=\"a b\"; charset=latin1");
        assertThat(type.type()).isEqualTo("multipart");
        assertThat(type.subtype()).isEqualTo("form-data");
        assertThat(type.essence()).isEqualTo("multipart/form-data");
        assertThat(type.parameter("Boundary")).contains("a b");
        assertThat(type.parameter("x")).isEmpty();
        assertThat(type.parameters()).containsOnlyKeys("boundary", "charset");
        assertThat(type.charset()).contains(StandardCharsets.ISO_8859_1);
        assertThat(type.isSame(MediaType.MULTIPART_FORM)).isTrue();
        assertThat(type.withoutParameters()).isEqualTo(MediaType.MULTIPART_FORM);
        assertThat(MediaType.of(Headers.of("content-type", "text/plain"))).isPresent();
        assertThat(MediaType.of(Headers.none())).isEmpty();
    }

    @Test
    void unknownCharsetsAreNone() {
        assertThat(MediaType.parse("text/html; charset=x-unknown").charset()).isEmpty();
        assertThat(MediaType.parse("text/html; charset=\"a b\"").charset()).isEmpty();
        assertThat(MediaType.parse("text/html").charsetOrUtf8()).isEqualTo(StandardCharsets.UTF_8);
        assertThat(MediaType.TEXT.charset()).contains(StandardCharsets.UTF_8);
    }

    /** CB-038: no second field by a parameter. */
    @Test
    void parametersAreQuotedOrRefused() {
        assertThat(MediaType.JSON.with("Profile", "a \"b\"\\"))
                .hasToString("application/json; profile=\"a \\\"b\\\"\\\\\"");
        for (String bad : new String[] {"a\r\nX: 1", "\0", "\u007f", "€"}) {
            assertThatThrownBy(() -> MediaType.JSON.with("a", bad))
                    .isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> MediaType.JSON.with("a b", "c"))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> MediaType.of("a/b", "c")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> MediaType.of("a\r\n", "c")).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest(name = "{0} in {1}: {2}")
    @CsvSource({
        "text/html, text/html, true",
        "text/html, text/*, true",
        "text/html, */*, true",
        "text/html, text/plain, false",
        "text/html; charset=utf-8, text/html, true",
        "text/html, text/html; level=1, false",
        "text/html; level=1, text/html; level=1, true",
        "text/html; charset=UTF-8, text/*; charset=utf-8, true"
    })
    void rangesHaveTypes(String type, String range, boolean matches) {
        assertThat(MediaType.parse(type).matches(MediaType.parse(range))).isEqualTo(matches);
    }

    @ParameterizedTest(name = "{0}: json {1}, text {2}")
    @CsvSource({
        "application/json, true, true",
        "application/problem+json, true, true",
        "text/json, true, true",
        "application/jsonp, false, false",
        "text/csv, false, true",
        "image/svg+xml, false, true",
        "application/xml, false, true",
        "text/javascript, false, true",
        "image/png, false, false",
        "application/x-www-form-urlencoded, false, true"
    })
    void kindsAreKnown(String text, boolean json, boolean isText) {
        assertThat(MediaType.parse(text).isJson()).isEqualTo(json);
        assertThat(MediaType.parse(text).isText()).isEqualTo(isText);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "index.html, text/html; charset=utf-8",
        "A.JPG, image/jpeg",
        "a/b.c/app.min.js, text/javascript; charset=utf-8",
        "x.tar.gz, application/gzip",
        "style.css, text/css; charset=utf-8",
        "data.json, application/json",
        "a.woff2, font/woff2",
        "a.unknown, application/octet-stream",
        "README, application/octet-stream",
        "a.html/b, application/octet-stream",
        "a., application/octet-stream",
        ".html, text/html; charset=utf-8",
        "'', application/octet-stream"
    })
    void filesHaveTypesByTheirEnding(String name, String type) {
        assertThat(MediaType.ofFile(name)).hasToString(type);
    }
}
