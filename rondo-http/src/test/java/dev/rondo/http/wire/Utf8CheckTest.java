package dev.rondo.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Utf8CheckTest {
    private static final int[] EDGES = {0x7f, 0x80, 0xbf, 0xc0};

    @Test
    void agreesWithTheJdkOnThreeBytes() {
        for (int first = 0x7f; first <= 0xff; first++) {
            for (int second = 0; second < 256; second++) {
                for (int third : EDGES) {
                    check(new byte[] {(byte) first, (byte) second, (byte) third});
                }
            }
        }
    }

    @Test
    void agreesWithTheJdkOnFourBytes() {
        for (int first = 0xee; first <= 0xff; first++) {
            for (int second = 0; second < 256; second++) {
                for (int third : EDGES) {
                    for (int fourth : EDGES) {
                        check(
                                new byte[] {
                                    (byte) first, (byte) second, (byte) third, (byte) fourth
                                });
                    }
                }
            }
        }
    }

    private static void check(byte[] bytes) {
        Utf8Check utf8 = new Utf8Check();
        boolean accepted = utf8.accepts(bytes, 0, bytes.length) && utf8.isComplete();
        if (accepted != isText(bytes)) {
            assertThat(accepted).as(HexFormat.of().formatHex(bytes)).isNotEqualTo(accepted);
        }
    }

    private static boolean isText(byte[] bytes) {
        byte[] again = new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(again, bytes);
    }

    @Test
    void everyCharacterIsAcceptedByteByByte() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x1000 ? 1 : 61) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                byte[] bytes = Character.toString(c).getBytes(StandardCharsets.UTF_8);
                Utf8Check utf8 = new Utf8Check();
                for (int i = 0; i < bytes.length; i++) {
                    assertThat(utf8.accepts(bytes, i, i + 1)).isTrue();
                    assertThat(utf8.isComplete()).isEqualTo(i == bytes.length - 1);
                }
                assertThat(utf8.isAscii()).isEqualTo(c < 0x80);
            }
        }
    }
}
