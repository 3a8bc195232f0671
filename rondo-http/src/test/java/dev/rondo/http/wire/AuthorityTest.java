package dev.rondo.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {
    private static boolean isValid(String text, Authority.Port port) {
        byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.ISO_8859_1);
        return Authority.isValid(bytes, 1, bytes.length - 1, port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a.example",
                "a.example.",
                "a_b",
                "xn--bcher-kva.example",
                "127.0.0.1",
                "a:80",
                "a:",
                "a:0",
                "a:65535",
                "a:00080",
                "%41",
                "a%2Db",
                "999.999.999.999",
                "[::]",
                "[::1]",
                "[1::]",
                "[::1]:8080",
                "[1:2:3:4:5:6:7:8]",
                "[1:2:3:4:5:6:7::]",
                "[::2:3:4:5:6:7:8]",
                "[1::8]",
                "[fe80::dead:BEEF]",
                "[::ffff:127.0.0.1]",
                "[1:2:3:4:5:6:1.2.3.4]",
                "[::1.2.3.4]",
                "[1:2:3:4:5::1.2.3.4]",
                "a,b",
                "a;b=c"
            })
    void hostsAreValid(String text) {
        assertThat(isValid(text, Authority.Port.OPTIONAL)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":80",
                "a b",
                "a/b",
                "a?b",
                "a#b",
                "a@b",
                "u:p@a",
                "a:b",
                "a:8x",
                "a:-1",
                "a:+1",
                "a:65536",
                "a:99999999999",
                "a:1:2",
                "%",
                "%4",
                "%4g",
                "a%",
                "caf\u00e9",
                "a\\b",
                "\"a\"",
                "[",
                "[]",
                "[::1",
                "::1",
                "[::1]x",
                "[::1]:x",
                "[::1]]",
                "[:::]",
                "[1:2:3:4:5:6:7]",
                "[1:2:3:4:5:6:7:8:9]",
                "[1::2::3]",
                "[12345::]",
                "[g::]",
                "[1:2:3:4:5:6:7:8::]",
                "[::1:2:3:4:5:6:7:8]",
                "[:1]",
                "[1:]",
                "[fe80::1%25eth0]",
                "[fe80::1%eth0]",
                "[v1.x]",
                "[127.0.0.1]",
                "[::256.0.0.1]",
                "[::1.2.3]",
                "[::1.2.3.4.5]",
                "[::01.2.3.4]",
                "[::1.2.3.4:5]",
                "[1:2:3:4:5:6:7:1.2.3.4]",
                "[::1.2.3.]",
                "[.1]",
                "[::.]"
            })
    void whatIsNoHostIsRefused(String text) {
        assertThat(isValid(text, Authority.Port.OPTIONAL)).isFalse();
    }

    @Test
    void portMayBeNeeded() {
        assertThat(isValid("a:1", Authority.Port.NEEDED)).isTrue();
        assertThat(isValid("[::1]:443", Authority.Port.NEEDED)).isTrue();
        assertThat(isValid("a", Authority.Port.NEEDED)).isFalse();
        assertThat(isValid("a:", Authority.Port.NEEDED)).isFalse();
        assertThat(isValid("[::1]", Authority.Port.NEEDED)).isFalse();
    }
}
