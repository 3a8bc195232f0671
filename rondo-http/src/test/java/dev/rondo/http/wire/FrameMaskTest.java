package dev.rondo.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameMaskTest {
    private static final int KEY = 0x81fe0a7c;

    @Test
    void everyByteIsMaskedByItsByteOfTheKey() {
        byte[] source = new byte[100];
        new Random(1).nextBytes(source);
        for (int from = 0; from < 9; from++) {
            for (int length = 0; length < 40; length++) {
                for (int at = 0; at < 5; at++) {
                    byte[] target = new byte[100];
                    byte[] expected = new byte[100];
                    for (int i = 0; i < length; i++) {
                        int key = KEY >> (3 - (i + at & 3)) * 8;
                        expected[3 + i] = (byte) (source[from + i] ^ key);
                    }
                    FrameMask.copy(source, from, target, 3, length, KEY, at);
                    assertThat(target).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void whatIsMaskedInPiecesIsMaskedAsOne() {
        byte[] source = new byte[64];
        new Random(2).nextBytes(source);
        byte[] whole = new byte[64];
        FrameMask.copy(source, 0, whole, 0, 64, KEY, 1L << 33);
        for (int cut = 0; cut <= 64; cut++) {
            byte[] parts = new byte[64];
            FrameMask.copy(source, 0, parts, 0, cut, KEY, 1L << 33);
            FrameMask.copy(source, cut, parts, cut, 64 - cut, KEY, (1L << 33) + cut);
            assertThat(parts).isEqualTo(whole);
        }
    }
}
