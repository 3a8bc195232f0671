package dev.rondo.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A server's bytes that are changed at random: read the same in whatever pieces, refused by nothing
 * but a {@link WireException}, and within the memory that their number allows.
 */
class BackendFuzzTest {
    private static final long SEED = 5432;
    private static final int ROUNDS = 8_000; // some 2 s
    private static final int SLOW_ROUNDS = 2_000_000; // some minutes
    private static final int LONGEST = 1_500; // bytes of what is changed

    // Strings, lists and records of a message may be some times as large as its bytes; a claimed
    // length or count that memory was made for would be thousands of times.
    private static final int MEMORY_EACH = 200;
    private static final int MEMORY = 200_000;

    private static final List<byte[]> GRAINS =
            List.of(
                    WireText.bytes("Z{I}"),
                    WireText.bytes("1{}"),
                    WireText.bytes("D{<2:1><4:1>a}"),
                    WireText.bytes("D{<2:2><4:-1><4:3>abc}"),
                    WireText.bytes("d{ab}"),
                    WireText.bytes("C{SELECT 1~}"),
                    WireText.bytes("E{SERROR~C42P01~Mno~~}"),
                    WireText.bytes("R{<4:0>}"),
                    WireText.bytes("<4:0>"),
                    WireText.bytes("<4:4>"),
                    WireText.bytes("<4:-1>"),
                    WireText.bytes("<4:2147483647>"),
                    WireText.bytes("<4:90000>"),
                    WireText.bytes("<2:1>"),
                    WireText.bytes("<2:-1>"),
                    WireText.bytes("<2:299>"),
                    WireText.bytes("~"),
                    WireText.bytes("<x:ff>"),
                    WireText.bytes("D"),
                    WireText.bytes("d"));

    @Test
    void changedMessagesHaveOneVerdict() {
        fuzz(SEED, ROUNDS);
    }

    @Test
    @Tag("slow")
    void changedMessagesHaveOneVerdictForLong() {
        fuzz(SEED + 1, SLOW_ROUNDS);
    }

    @Test
    void randomBytesHaveOneVerdict() {
        random(SEED, ROUNDS);
    }

    @Test
    @Tag("slow")
    void randomBytesHaveOneVerdictForLong() {
        random(SEED + 1, SLOW_ROUNDS);
    }

    private static void fuzz(long seed, int rounds) {
        List<BackendCases.Case> seeds =
                BackendCases.all().stream().filter(c -> c.bytes().length <= LONGEST).toList();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < rounds; round++) {
            BackendCases.Case one = seeds.get(random.nextInt(seeds.size()));
            byte[] input = one.bytes();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                byte[] other = seeds.get(random.nextInt(seeds.size())).bytes();
                input = change(input, other, random);
            }
            check(one, input, random);
        }
    }

    private static void random(long seed, int rounds) {
        SplittableRandom random = new SplittableRandom(seed);
        String types = "RKSvZTtDCENA123nsIcdGHW";
        for (int round = 0; round < rounds; round++) {
            byte[] body = new byte[random.nextInt(40)];
            random.nextBytes(body);
            byte[] head = WireText.bytes("_<4:" + (body.length + 4) + ">");
            head[0] = (byte) types.charAt(random.nextInt(types.length()));
            byte[] input = Arrays.copyOf(head, head.length + body.length);
            System.arraycopy(body, 0, input, head.length, body.length);
            check(new BackendCases.Case(random.nextBoolean(), "", ""), input, random);
        }
    }

    private static void check(BackendCases.Case one, byte[] input, SplittableRandom random) {
        long before = Allocated.bytes();
        String whole = one.transcript().read(input, Integer.MAX_VALUE);
        long allocated = Allocated.bytes() - before;
        String shown = HexFormat.of().formatHex(input);
        if (allocated > MEMORY + (long) MEMORY_EACH * input.length) {
            assertMemoryOfSecondTime(one, input, shown); // the first one may have loaded classes
        }
        BackendTranscript pieces = one.transcript();
        for (int at = 0; at < input.length; ) {
            int length = Math.min(1 + random.nextInt(1 + random.nextInt(60)), input.length - at);
            pieces.add(input, at, length);
            at += length;
            assertThat(pieces.isOver() || pieces.held() <= BackendCases.LIMITS.maxMessage())
                    .isTrue();
        }
        String cut = pieces.end();
        if (!cut.equals(whole)) {
            assertThat(cut).as(shown).isEqualTo(whole);
        }
    }

    private static void assertMemoryOfSecondTime(
            BackendCases.Case one, byte[] input, String shown) {
        long before = Allocated.bytes();
        one.transcript().read(input, Integer.MAX_VALUE);
        assertThat(Allocated.bytes() - before)
                .as(shown)
                .isLessThan(MEMORY + (long) MEMORY_EACH * input.length);
    }

    private static byte[] change(byte[] input, byte[] other, SplittableRandom random) {
        int at = random.nextInt(input.length + 1);
        int to = Math.min(input.length, at + random.nextInt(1 + random.nextInt(12)));
        return switch (random.nextInt(6)) {
            case 0 -> replace(input, at, to, new byte[0]);
            case 1 -> replace(input, at, at, Arrays.copyOfRange(input, at, to));
            case 2 -> replace(input, at, input.length, tail(other, random));
            case 3 -> replace(input, at, Math.min(at + 1, input.length), any(random));
            case 4 -> replace(input, at, to, GRAINS.get(random.nextInt(GRAINS.size())));
            default -> replace(input, at, at, GRAINS.get(random.nextInt(GRAINS.size())));
        };
    }

    private static byte[] tail(byte[] other, SplittableRandom random) {
        return Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length);
    }

    private static byte[] any(SplittableRandom random) {
        return new byte[] {(byte) random.nextInt()};
    }

    private static byte[] replace(byte[] input, int from, int to, byte[] by) {
        byte[] changed = Arrays.copyOf(input, input.length - (to - from) + by.length);
        System.arraycopy(by, 0, changed, from, by.length);
        System.arraycopy(input, to, changed, from + by.length, input.length - to);
        return changed;
    }
}
