package dev.rondo.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ByteSetTest {
    @Test
    void setHasItsMembersOnly() {
        ByteSet set = ByteSet.of("a\0").plus(ByteSet.range(0xfe, 0xff));
        for (int value = 0; value < 256; value++) {
            boolean member = value == 'a' || value == 0 || value >= 0xfe;
            assertThat(set.contains(value)).isEqualTo(member);
            assertThat(set.contains((byte) value)).isEqualTo(member);
            assertThat(set.complement().contains(value)).isEqualTo(!member);
        }
        assertThat(set).hasToString("<ByteSet 4 values \"\\x00a\\xfe\\xff\">");
    }

    @Test
    void textOfASetIsAscii() {
        assertThatThrownBy(() -> ByteSet.of("ab\u00e9\u20ac"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Not ASCII at 2: \"ab\\xe9\\u20ac\"\nFor other bytes there is range()");
    }

    @Test
    void rangesAreOfBytes() {
        assertThat(ByteSet.range(0, 255).complement()).hasToString("<ByteSet 0 values \"\">");
        int[][] wrong = {{-1, 2}, {2, 256}, {3, 2}};
        for (int[] range : wrong) {
            assertThatThrownBy(() -> ByteSet.range(range[0], range[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "A range of bytes lies in 0..255, but is %d..%d", range[0], range[1]);
        }
    }
}
