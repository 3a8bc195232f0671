package dev.rondo.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentDispositionTest {
    @ParameterizedTest(name = "{0} is {1}, {2}, {3}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "inline|inline|-|-",
                "Attachment|attachment|-|-",
                "attachment; filename=foo.html|attachment|-|foo.html",
                "attachment; FILENAME=\"foo bar.html\"|attachment|-|foo bar.html",
                "attachment; filename=\"f\\\"o\\\\o\"|attachment|-|f\"o\\o",
                "attachment; filename=\"a\"; filename*=UTF-8''%e2%82%ac%20rates|attachment|-|€ rates",
                "attachment; filename*=iso-8859-1'en'%A3%20rates; filename=a|attachment|-|£ rates",
                "attachment; filename*=UTF-8''%ff; filename=a|attachment|-|a",
                "attachment; filename*=UTF-8''%; filename=a|attachment|-|a",
                "attachment; filename*=utf-16''a; filename=b|attachment|-|b",
                "attachment; filename*=a|attachment|-|-",
                "attachment; filename=\"%22\"|attachment|-|%22",
                "form-data; name=\"a\"|form-data|a|-",
                "form-data; name=a; filename=\"b.txt\"|form-data|a|b.txt",
                "form-data; name=a; filename*=UTF-8''b; filename=c|form-data|a|c",
            })
    void fieldsAreRead(String field, String type, String name, String fileName) {
        ContentDisposition disposition = ContentDisposition.parse(field);
        assertThat(disposition.type()).isEqualTo(type);
        assertThat(disposition.name().orElse(null)).isEqualTo(name);
        assertThat(disposition.fileName().orElse(null)).isEqualTo(fileName);
    }

    @Test
    void namesOfFormsAreDecodedAsBrowsersEncodeThem() {
        assertThat(ContentDisposition.parse("form-data; name=\"a%22b%0D%0Ac%20\""))
                .isEqualTo(ContentDisposition.formField("a\"b\r\nc%20"));
        assertThat(ContentDisposition.parse("form-data; name=\"\"; filename=\"\""))
                .isEqualTo(ContentDisposition.formFile("", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "=",
                "a b",
                "attachment; filename",
                "attachment; filename=\"a",
                "a, b"
            })
    void othersAreRefused(String field) {
        assertThatThrownBy(() -> ContentDisposition.parse(field))
                .isInstanceOf(MalformedException.class);
        assertThat(ContentDisposition.of(Headers.of("Content-Disposition", field))).isEmpty();
    }

    /** SB-044: the application sees what was sent. */
    @ParameterizedTest(name = "{0} is saved as {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "..\\..\\x|x",
                "../x|x",
                "C:\\x|x",
                "C:\\dir\\a.txt|a.txt",
                "/etc/passwd|passwd",
                "a.txt|a.txt",
                "naïve €.txt|naïve €.txt",
                ".htaccess|htaccess",
                "..|file",
                ".|file",
                "a/|file",
                "a/..|file",
                "a. . |a",
                "a:b<c>d\"e?f*g|a_b_c_d_e_f_g",
                "NUL|_NUL",
                "nul.txt|_nul.txt",
                "com1|_com1",
                "com10|com10",
                "conx|conx",
                "-rf|-rf",
            })
    void namesAreMadeSafe(String fileName, String safe) {
        assertThat(ContentDisposition.safeFileName(fileName)).isEqualTo(safe);
        String field = "attachment; filename=\"" + fileName.replace("\"", "\\\"") + "\"";
        ContentDisposition disposition = ContentDisposition.parse(field);
        assertThat(disposition.fileName()).contains(fileName);
        assertThat(disposition.safeFileName()).contains(safe);
    }

    @Test
    void oddCharactersAreReplaced() {
        assertThat(ContentDisposition.safeFileName("a\0b\r\n\u007f\u0085")).isEqualTo("a_b____");
        assertThat(ContentDisposition.safeFileName("cod\u202etxt.exe")).isEqualTo("cod_txt.exe");
        assertThat(ContentDisposition.safeFileName("a\ud800b\ud83d\ude00"))
                .isEqualTo("a_b\ud83d\ude00");
        assertThat(ContentDisposition.safeFileName("")).isEqualTo("file");
        assertThat(ContentDisposition.safeFileName("\u00a0\u3000")).isEqualTo("file");
    }

    @Test
    void longNamesKeepTheirEnding() {
        String name = ContentDisposition.safeFileName("ä".repeat(500) + ".html");
        assertThat(name).endsWith("ä.html");
        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSize(255);
        assertThat(ContentDisposition.safeFileName("a".repeat(300))).isEqualTo("a".repeat(255));
        assertThat(ContentDisposition.safeFileName("a." + "b".repeat(300))).hasSize(255);
        assertThat(ContentDisposition.safeFileName("\ud83d\ude00".repeat(100))).hasSize(126);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a.txt|attachment; filename=\"a.txt\"",
                "a b;c|attachment; filename=\"a b;c\"",
                "naïve.txt|attachment; filename=\"na_ve.txt\"; filename*=UTF-8''na%C3%AFve.txt",
                "a\"b\\|attachment; filename=\"a_b_\"; filename*=UTF-8''a%22b%5C",
                "100%|attachment; filename=\"100_\"; filename*=UTF-8''100%25",
                "\uD83D\uDE00'|attachment; filename=\"_'\"; filename*=UTF-8''%F0%9F%98%80%27",
            })
    void filesAreWrittenInAsciiAndInFull(String fileName, String field) {
        ContentDisposition disposition = ContentDisposition.attachment(fileName);
        assertThat(disposition.format()).isEqualTo(field);
        assertThat(ContentDisposition.parse(field)).isEqualTo(disposition);
        assertThat(ContentDisposition.inline(fileName).format()).startsWith("inline; filename=");
    }

    /** CB-038: no second field, no second parameter. */
    @Test
    void lineEndsAndQuotesCannotBreakOut() {
        for (String bad : new String[] {"a\r\nX: 1", "a\nb", "\0", "\u007f", "\t"}) {
            assertThatThrownBy(() -> ContentDisposition.attachment(bad).format())
                    .isInstanceOf(MalformedException.class);
        }
        assertThat(ContentDisposition.formFile("a\"; x=\"y\r\n", "\"\r\nX: 1").format())
                .isEqualTo("form-data; name=\"a%22; x=%22y%0D%0A\"; filename=\"%22%0D%0AX: 1\"");
        assertThatThrownBy(() -> ContentDisposition.formField("a\0").format())
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> ContentDisposition.formField("a\t").format())
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void namesOfFormsAreUtf8InFields() {
        String field = ContentDisposition.formFile("ä", "€").format();
        assertThat(field).isEqualTo("form-data; name=\"Ã¤\"; filename=\"â\u0082¬\"");
        Headers headers = Headers.of("Content-Disposition", field);
        assertThat(ContentDisposition.of(headers)).contains(ContentDisposition.formFile("ä", "€"));
        assertThat(ContentDisposition.parse("form-data; name=\"\u00e4\"").name()).contains("ä");
        assertThat(ContentDisposition.parse("form-data; name=\"€\"").name()).contains("€");
    }

    @Test
    void anyNameComesBack() {
        Random random = new Random(1);
        for (int i = 0; i < 5000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(8); length > 0; length--) {
                int point = " ab\"\\%;=*'ä€./:\uffff".codePointAt(random.nextInt(16));
                text.appendCodePoint(random.nextInt(9) == 0 ? 0x1f600 : point);
            }
            String name = text.toString();
            ContentDisposition file = ContentDisposition.attachment(name);
            assertThat(ContentDisposition.parse(file.format())).as(name).isEqualTo(file);
            String safe = ContentDisposition.safeFileName(name);
            assertThat(safe).as(name).doesNotContain("/", "\\", "\"").doesNotStartWith(".");
            assertThat(ContentDisposition.safeFileName(safe)).as(name).isEqualTo(safe);
        }
    }
}
