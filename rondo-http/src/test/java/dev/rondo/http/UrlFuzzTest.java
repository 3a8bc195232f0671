package dev.rondo.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** URLs of pieces that have been trouble: what is read has one form, and nothing else is thrown. */
class UrlFuzzTest {
    private static final String[] PIECES = {
        "http",
        "https",
        "ws",
        "ftp",
        ":",
        "//",
        "/",
        "?",
        "#",
        "@",
        "[",
        "]",
        "::1",
        "a",
        "B.c",
        "..",
        ".",
        "%",
        "%41",
        "%zz",
        "%2f",
        "ä",
        "ß",
        "\uD83D",
        "\uD83D\uDE00",
        " ",
        "\t",
        "\r\n",
        "\0",
        "\\",
        "80",
        "65536",
        "0x7f",
        "127.0.0.1",
        "1.2",
        "&",
        "=",
        "+",
        ";",
        "\u2100",
        "\uff0f",
        "-",
        "_",
        "xn--",
        "\u200d",
        "'",
        "\"",
        "<",
        "~"
    };

    @Test
    void readUrlsHaveOneForm() {
        run(5_000, 1);
    }

    @Test
    @Tag("slow")
    void manyReadUrlsHaveOneForm() {
        run(300_000, 2);
    }

    private static void run(int count, long seed) {
        Random random = new Random(seed);
        Url base = Url.parse("http://u:p@base.example:81/a/b;c?d=e#f");
        int read = 0;
        for (int i = 0; i < count; i++) {
            String text = text(random, random.nextBoolean() ? "http://a" : "");
            Optional<Url> url = Url.tryParse(text);
            if (url.isPresent()) {
                check(url.get(), text);
                read++;
            }
            try {
                check(base.resolve(text), text);
            } catch (MalformedException e) {
                assertThat(e).as(text).hasMessageStartingWith("The URL");
            }
            assertThat(Url.decode(Url.encodeSegment(text))).as(text).isEqualTo(scalar(text));
            assertThat(Url.decode(Url.encodeQuery(text))).as(text).isEqualTo(scalar(text));
            Url.decodeLeniently(text);
        }
        assertThat(read).isGreaterThan(count / 20);
    }

    private static String text(Random random, String begin) {
        StringBuilder text = new StringBuilder(begin);
        for (int pieces = random.nextInt(10); pieces > 0; pieces--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    /** Halves of pairs have no UTF-8. */
    private static String scalar(String text) {
        StringBuilder scalar = new StringBuilder();
        text.codePoints()
                .map(c -> c < 0x10000 && Character.isSurrogate((char) c) ? 0xfffd : c)
                .forEach(scalar::appendCodePoint);
        return scalar.toString();
    }

    private static void check(Url url, String text) {
        String full = url.full();
        assertThat(Url.parse(full)).as(text).isEqualTo(url).hasToString(url.toString());
        assertThat(url.resolve(full)).as(text).isEqualTo(url);
        assertThat(url.target()).as(text).matches("/[!-~&&[^\"#<>\\\\^`{|}\\[\\]]]*");
        assertThat(url.authority()).as(text).matches("[a-z0-9._-]+(:\\d+)?|\\[[0-9a-f:]+](:\\d+)?");
        assertThat(url.path()).as(text).doesNotContain("/../").doesNotContain("/./");
        if (url.host().indexOf('_') < 0 && url.authority().matches("[a-z0-9.\\[].*")) {
            URI uri = URI.create(full); // throws if RFC 2396 knows better
            assertThat(uri.getRawPath()).as(text).isEqualTo(url.path());
            assertThat(uri.getRawQuery()).as(text).isEqualTo(url.query().orElse(null));
            assertThat(uri.getRawFragment()).as(text).isEqualTo(url.fragment().orElse(null));
        }
    }
}
