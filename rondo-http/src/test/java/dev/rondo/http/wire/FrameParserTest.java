package dev.rondo.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class FrameParserTest {
    private static final int LIMIT = 1000;

    static List<FrameCases.Case> cases() {
        return FrameCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void framesMeanWhatTheyMeanHoweverTheyAreCut(FrameCases.Case one) {
        byte[] bytes = one.bytes();
        assertThat(verdict(List.of(bytes))).isEqualTo(one.verdict());
        assertThat(verdict(Frames.singles(bytes))).isEqualTo(one.verdict());
        for (int at = 0; at <= bytes.length; at++) {
            assertThat(verdict(Frames.split(bytes, at))).as("at %d", at).isEqualTo(one.verdict());
        }
    }

    private static List<String> verdict(List<byte[]> pieces) {
        return Frames.parse(Frames.serverParser(LIMIT), pieces);
    }

    @Test
    void framesThatTheRfcShowsAreUnderstood() {
        // RFC 6455, section 5.7.
        assertThat(client("81 05 48 65 6c 6c 6f")).containsExactly("TEXT Hello");
        assertThat(verdict(List.of(Frames.hex("81 85 37 fa 21 3d 7f 9f 4d 51 58"))))
                .containsExactly("TEXT Hello");
        assertThat(client("01 03 48 65 6c 80 02 6c 6f")).containsExactly("TEXT Hello");
        assertThat(client("89 05 48 65 6c 6c 6f")).containsExactly("PING Hello");
        assertThat(verdict(List.of(Frames.hex("8a 85 37 fa 21 3d 7f 9f 4d 51 58"))))
                .containsExactly("PONG Hello");
    }

    private static List<String> client(String hex) {
        FrameParser parser = new FrameParser(false, LIMIT, Optional.empty());
        return Frames.parse(parser, List.of(Frames.hex(hex)));
    }

    @Test
    void aClientRefusesAMask() {
        assertThat(client("81 81 00000000 61")).containsExactly("FAIL 1002");
    }

    @Test
    void aMessageOfTheLimitIsTakenAndOneByteMoreIsNot() {
        assertThat(verdict(List.of(Frames.ofClient().frame(0x82, "*".repeat(LIMIT)).bytes())))
                .containsExactly("BINARY 1000**");
        assertThat(verdict(List.of(Frames.ofClient().frame(0x82, "*".repeat(LIMIT + 1)).bytes())))
                .containsExactly("FAIL 1009");
    }

    @Test
    void theLimitHoldsForAllPartsOfAMessage() {
        Frames parts = Frames.ofClient().frame(0x02, "*".repeat(LIMIT)).frame(0x00, "");
        assertThat(verdict(List.of(parts.frame(0x80, "").bytes())))
                .containsExactly("BINARY 1000**");
        Frames more = Frames.ofClient().frame(0x02, "*".repeat(LIMIT)).frame(0x00, "x");
        assertThat(verdict(List.of(more.bytes()))).containsExactly("FAIL 1009");
    }

    @Test
    void theLimitIsForOneMessageNotForAll() {
        Frames two = Frames.ofClient();
        two.frame(0x82, "*".repeat(LIMIT)).frame(0x82, "*".repeat(LIMIT));
        assertThat(verdict(List.of(two.bytes()))).hasSize(2);
    }

    @Test
    void aLengthThatIsTooLargeIsRefusedBeforeAByteOfThePayload() {
        assertThat(verdict(List.of(Frames.hex("82 fe 03e9")))).containsExactly("FAIL 1009");
    }

    static final List<Integer> SIZES = List.of(65535, 65536, 65537, 262144, 1048576);

    @ParameterizedTest
    @FieldSource("SIZES")
    void largeMessagesComeInPiecesOfAnySize(int size) {
        byte[] payload = new byte[size];
        for (int i = 0; i < size; i++) {
            payload[i] = (byte) ('a' + i % 23);
        }
        byte[] frame = Frames.ofClient().frame(0x82, payload).bytes();
        for (int piece : new int[] {997, 1024, 65536, size + 14}) {
            List<byte[]> pieces = new ArrayList<>();
            for (int at = 0; at < frame.length; at += piece) {
                pieces.add(Arrays.copyOfRange(frame, at, Math.min(frame.length, at + piece)));
            }
            assertThat(messageOf(pieces)).isEqualTo(payload);
        }
    }

    private static byte[] messageOf(List<byte[]> pieces) {
        var queue = new dev.rondo.bytes.ByteQueue();
        FrameParser parser = Frames.serverParser(1 << 20);
        for (byte[] piece : pieces) {
            queue.add(piece, 0, piece.length);
            if (parser.next(queue) instanceof Received.Binary(byte[] bytes)) {
                return bytes;
            }
        }
        throw new AssertionError("no message");
    }
}
