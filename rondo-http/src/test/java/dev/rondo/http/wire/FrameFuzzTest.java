package dev.rondo.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Frames with changed bytes: one verdict however they are cut, no hang, no other exception. */
class FrameFuzzTest {
    private static final int LIMIT = 2000;

    @Test
    void changedFramesHaveOneVerdict() {
        fuzz(4711, 3_000);
    }

    @Test
    @Tag("slow")
    void changedFramesHaveOneVerdictForLong() {
        for (int seed = 0; seed < 100; seed++) {
            fuzz(seed, 20_000);
        }
    }

    private static void fuzz(int seed, int rounds) {
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> corpus = corpus();
        for (int round = 0; round < rounds; round++) {
            byte[] bytes = change(corpus.get(random.nextInt(corpus.size())).clone(), random);
            List<String> whole = parse(List.of(bytes));
            List<String> cut = parse(cut(bytes, random));
            if (!whole.equals(cut)) {
                assertThat(cut).as("seed %d round %d", seed, round).isEqualTo(whole);
            }
        }
    }

    private static List<String> parse(List<byte[]> pieces) {
        return Frames.parse(new FrameParser(true, LIMIT, Optional.of(false)), pieces);
    }

    private static List<byte[]> corpus() {
        List<byte[]> corpus = new ArrayList<>();
        FrameCases.all().forEach(one -> corpus.add(one.bytes()));
        for (String text : new String[] {"Hello", "ab".repeat(700), "κόσμε".repeat(50)}) {
            try (MessageDeflater deflater = new MessageDeflater(-1, false)) {
                byte[] plain = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
                Frames frames = Frames.ofClient();
                for (int i = 0; i < 3; i++) {
                    int count = deflater.compress(plain, 0, plain.length);
                    frames.frame(0xc1, Arrays.copyOf(deflater.output(), count));
                }
                corpus.add(frames.bytes());
            }
        }
        return corpus;
    }

    private static byte[] change(byte[] bytes, SplittableRandom random) {
        for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
            int at = random.nextInt(Math.min(bytes.length, random.nextBoolean() ? 16 : 1 << 16));
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                default -> bytes = Arrays.copyOf(bytes, at + 1);
            }
        }
        return bytes;
    }

    private static List<byte[]> cut(byte[] bytes, SplittableRandom random) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int end = Math.min(bytes.length, at + 1 + random.nextInt(1 + random.nextInt(200)));
            pieces.add(Arrays.copyOfRange(bytes, at, end));
            at = end;
        }
        return pieces;
    }
}
