package dev.rondo.http.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ground of the Autobahn suite's families 12 and 13, and the examples of RFC 7692. */
class MessageDeflateTest {
    private static final int LIMIT = 100_000;

    private static List<String> parse(boolean forgets, List<byte[]> pieces) {
        return Frames.parse(new FrameParser(false, LIMIT, Optional.of(forgets)), pieces);
    }

    private static List<String> parse(Frames frames) {
        List<String> verdict = parse(false, List.of(frames.bytes()));
        assertThat(parse(false, Frames.singles(frames.bytes()))).isEqualTo(verdict);
        for (int at = 0; at <= frames.bytes().length; at++) {
            assertThat(parse(false, Frames.split(frames.bytes(), at))).isEqualTo(verdict);
        }
        return verdict;
    }

    // ---- RFC 7692, section 7.2.3

    @Test
    void oneBlock() {
        assertThat(parse(server().raw("c1 07 f2 48 cd c9 c9 07 00"))).containsExactly("TEXT Hello");
    }

    @Test
    void twoParts() {
        assertThat(parse(server().raw("41 03 f2 48 cd 80 04 c9 c9 07 00")))
                .containsExactly("TEXT Hello");
    }

    @Test
    void aSharedWindow() {
        assertThat(parse(server().raw("c1 07 f2 48 cd c9 c9 07 00 c1 05 f2 00 11 00 00")))
                .containsExactly("TEXT Hello", "TEXT Hello");
    }

    @Test
    void aBlockThatIsNotCompressed() {
        assertThat(parse(server().raw("c1 0b 00 05 00 fa ff 48 65 6c 6c 6f 00")))
                .containsExactly("TEXT Hello");
    }

    @Test
    void aBlockThatSaysItIsTheLast() {
        assertThat(parse(server().raw("c1 08 f3 48 cd c9 c9 07 00 00")))
                .containsExactly("TEXT Hello");
        assertThat(parse(server().raw("c1 08 f3 48 cd c9 c9 07 00 00 c1 07 f2 48 cd c9 c9 07 00")))
                .containsExactly("TEXT Hello", "TEXT Hello");
    }

    @Test
    void aLastBlockWithNothingBehind() {
        assertThat(parse(server().raw("c1 07 f3 48 cd c9 c9 07 00 c1 07 f2 48 cd c9 c9 07 00")))
                .containsExactly("TEXT Hello", "TEXT Hello");
    }

    @Test
    void twoBlocksInOneMessage() {
        assertThat(parse(server().raw("c1 0d f2 48 05 00 00 00 ff ff ca c9 c9 07 00")))
                .containsExactly("TEXT Hello");
    }

    @Test
    void anEmptyMessageIsOneByte() {
        assertThat(parse(server().raw("c1 01 00"))).containsExactly("TEXT ");
    }

    // ---- What is wrong

    @Test
    void aMessageWithoutAByteIsRefused() {
        assertThat(parse(server().raw("c1 00"))).containsExactly("FAIL 1007");
    }

    @Test
    void whatIsNotDeflatedIsRefused() {
        assertThat(parse(server().hexFrame(0xc1, "ff ff ff ff"))).containsExactly("FAIL 1007");
        assertThat(parse(server().hexFrame(0xc1, "06 41 42 43"))).containsExactly("FAIL 1007");
    }

    @Test
    void textIsCheckedBehindTheInflater() {
        byte[] bad = deflate(new byte[] {'a', (byte) 0xff});
        assertThat(parse(server().frame(0xc1, bad))).containsExactly("FAIL 1007");
        assertThat(parse(server().frame(0xc2, bad))).containsExactly("BINARY aÿ");
    }

    @Test
    void theBitIsForTheFirstFrameOnly() {
        assertThat(parse(server().raw("41 03 f2 48 cd c0 04 c9 c9 07 00")))
                .containsExactly("FAIL 1002");
        assertThat(parse(server().raw("c9 00"))).containsExactly("FAIL 1002");
    }

    @Test
    void messagesMayBeUncompressedToo() {
        assertThat(parse(server().frame(0x81, "plain").raw("c1 07 f2 48 cd c9 c9 07 00")))
                .containsExactly("TEXT plain", "TEXT Hello");
    }

    @Test
    void aMessageThatReferstoOneThatWasForgottenIsRefused() {
        byte[] frames = Frames.hex("c1 07 f2 48 cd c9 c9 07 00 c1 05 f2 00 11 00 00");
        assertThat(parse(true, List.of(frames))).containsExactly("TEXT Hello", "FAIL 1007");
    }

    // ---- Bounds

    @Test
    void aMessageOfTheLimitIsInflatedAndOneByteMoreIsNot() {
        assertThat(parse(false, List.of(server().frame(0xc2, deflate(new byte[LIMIT])).bytes())))
                .containsExactly("BINARY " + LIMIT + "*\0");
        assertThat(
                        parse(
                                false,
                                List.of(
                                        server().frame(0xc2, deflate(new byte[LIMIT + 1]))
                                                .bytes())))
                .containsExactly("FAIL 1009");
    }

    @Test
    void aBombTakesNoMoreMemoryThanAMessageMayHave() {
        byte[] bomb = deflate(new byte[32 << 20]); // some 140 KiB
        MessageBytes target = new MessageBytes(LIMIT);
        target.begin(false);
        try (MessageInflater inflater = new MessageInflater(false)) {
            assertThatExceptionOfType(FrameException.class)
                    .isThrownBy(() -> inflater.add(bomb, 0, bomb.length, target))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(1009));
        }
        assertThat(target.array().length).isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void emptyBlocksWithoutEndAreRefusedByTheirLength() {
        byte[] blocks = Frames.hex("00 00 00 ff ff".repeat(LIMIT / 5));
        Frames frames = server().frame(0x42, blocks).frame(0x00, blocks);
        assertThat(parse(false, List.of(frames.bytes()))).containsExactly("FAIL 1009");
    }

    // ---- Both ways

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsCompressedIsInflatedAgain(boolean forgets) {
        Random random = new Random(4711);
        List<byte[]> messages = new ArrayList<>();
        for (int size : new int[] {1, 2, 16, 63, 64, 65, 256, 1024, 4096, 32768, 65536, 99_999}) {
            byte[] noise = new byte[size];
            random.nextBytes(noise);
            messages.add(noise);
            messages.add(
                    "the same again "
                            .repeat(size / 15 + 1)
                            .substring(0, size)
                            .getBytes(StandardCharsets.UTF_8));
        }
        try (MessageDeflater deflater = new MessageDeflater(-1, forgets)) {
            FrameParser parser = new FrameParser(false, LIMIT, Optional.of(forgets));
            for (byte[] message : messages) {
                int count = deflater.compress(message, 0, message.length);
                byte[] frame =
                        server().frame(0xc2, Arrays.copyOf(deflater.output(), count)).bytes();
                var queue = new dev.rondo.bytes.ByteQueue();
                queue.add(frame, 0, frame.length);
                assertThat(parser.next(queue))
                        .isInstanceOfSatisfying(
                                Received.Binary.class,
                                r -> assertThat(r.bytes()).isEqualTo(message));
                deflater.trim();
            }
            parser.close();
        }
    }

    @Test
    void aKeptContextMakesTheNextMessageSmall() {
        byte[] message =
                "a message that is much like the one before".getBytes(StandardCharsets.UTF_8);
        try (MessageDeflater deflater = new MessageDeflater(1, false)) {
            int first = deflater.compress(message, 0, message.length);
            int second = deflater.compress(message, 0, message.length);
            assertThat(second).isLessThan(first / 3);
        }
    }

    private static Frames server() {
        return Frames.ofServer();
    }

    private static byte[] deflate(byte[] bytes) {
        try (MessageDeflater deflater = new MessageDeflater(Deflater.BEST_SPEED, true)) {
            int count = deflater.compress(bytes, 0, bytes.length);
            return Arrays.copyOf(deflater.output(), count);
        }
    }
}
