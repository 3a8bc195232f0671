package dev.rondo.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.bytes.ByteQueue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A client's messages are read as they are meant, wherever their bytes are cut. */
class FrontendReaderTest {
    private static final String START = "<4:15><2:3><2:0>user~~~";
    private static final WireLimits LIMITS = new WireLimits(9_000, 9_000, 500, 10, 3);

    static Stream<Arguments> sessions() {
        return Stream.of(
                Arguments.of("Q{select 1~}S{}X{}", "query select 1; SYNC; TERMINATE"),
                Arguments.of(
                        "P{s~select $1~<2:2><4:23><4:0>}H{}", "parse s select $1 [23, 0]; FLUSH"),
                Arguments.of(
                        "B{p~s~<2:2><2:0><2:1><2:2><4:2>ab<4:-1><2:1><2:1>}",
                        "bind p s [0, 1] 'ab' NULL [1]"),
                Arguments.of("B{~~<2:0><2:0><2:0>}", "bind   [] []"),
                Arguments.of("D{Ss~}D{P~}", "describe STATEMENT s; describe PORTAL "),
                Arguments.of("C{Ss~}C{Pp~}", "close STATEMENT s; close PORTAL p"),
                Arguments.of("E{p~<4:5>}E{~<4:-1>}", "execute p 5; execute  0"),
                Arguments.of("d{ab}d{}c{}f{no~}", "data ab; data ; COPY_DONE; fail no"),
                Arguments.of("p{secret~}", "password 7"),
                Arguments.of("Q{a}", "refused: A string in the message 'Q' goes beyond its end"),
                Arguments.of(
                        "Q<4:9000>",
                        "refused: The message 'Q' claims to have 9000 bytes,"
                                + " the limit is 8999"),
                Arguments.of(
                        "p<4:500>",
                        "refused: The message 'p' claims to have 500 bytes," + " the limit is 499"),
                Arguments.of(
                        "S{x}",
                        "refused: The message 'S' is longer than what it tells of,"
                                + " by 1 bytes"),
                Arguments.of("D{Xs~}", "refused: Neither statement nor portal: 'X'"),
                Arguments.of("R{}", "refused: A message of the unknown type 'R'"),
                Arguments.of(
                        "B{~~<2:0><2:11><2:0>}",
                        "refused: The message 'B' has 11 values, the limit is 10"),
                Arguments.of(
                        "B{~~<2:0><2:1><4:9>x<2:0>}",
                        "refused: The message 'B' ends before what it tells of"),
                Arguments.of(
                        "B{~~<2:0><2:1><4:-2><2:0>}",
                        "refused: The message 'B' ends before what it tells of"),
                Arguments.of(
                        "B{~~<2:2><2:0><2:0><2:1><4:-1><2:0>}", "refused: 2 formats of 1 values"));
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void messagesOfASessionAreReadWhereverTheyAreSplit(String input, String words) {
        byte[] bytes = WireText.bytes(START + input);
        String expected = "startup 3.0 {user=}; " + words;
        for (int at = 0; at <= bytes.length; at++) {
            assertThat(read(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at, bytes.length)))
                    .as("at %d", at)
                    .isEqualTo(expected);
        }
    }

    static Stream<Arguments> starts() {
        String stranger = "refused: The peer does not speak PostgreSQL's protocol: it began with ";
        return Stream.of(
                Arguments.of("<4:8><4:80877103>", "SSL_REQUEST"),
                Arguments.of(
                        "<4:8><4:80877104><4:8><4:80877103>",
                        "GSS_ENCRYPTION_REQUEST; SSL_REQUEST"),
                Arguments.of("<4:16><4:80877102><4:-7>abcd", "cancel -7 abcd"),
                Arguments.of(
                        "<4:15><4:80877102><4:-7>abc",
                        "refused: CancelRequest with a secret of 3 bytes"),
                Arguments.of("<4:9><4:196610>~", "startup 3.2 {}"),
                Arguments.of(
                        "<4:14><4:196608>a~b~c~",
                        "refused: A string in the message 0x00 goes beyond its end"),
                Arguments.of(
                        "<4:9><4:131072>~",
                        "refused: The client speaks version 2.0 of the protocol, not 3"),
                Arguments.of(
                        "<4:25><4:196608>a~1~b~2~c~3~d~4~~",
                        "refused: The message 0x00 has 4 parameters, the limit is 3"),
                Arguments.of("GET ", stranger + "\"GET \""),
                Arguments.of("<4:7>", stranger + "\"\\x00\\x00\\x00\\x07\""));
    }

    private static String read(byte[]... pieces) {
        FrontendReader reader = new FrontendReader(LIMITS);
        ByteQueue queue = new ByteQueue();
        List<String> words = new ArrayList<>();
        try {
            for (byte[] piece : pieces) {
                queue.add(piece, 0, piece.length);
                for (FrontendMessage message; (message = reader.next(queue)) != null; ) {
                    words.add(say(message));
                }
            }
        } catch (WireException e) {
            words.add("refused: " + e.getMessage());
            return String.join("; ", words);
        }
        if (!queue.isEmpty()) {
            words.add("more");
        }
        return String.join("; ", words);
    }

    @ParameterizedTest
    @MethodSource("starts")
    void firstMessagesAreRead(String input, String words) {
        assertThat(read(WireText.bytes(input))).isEqualTo(words);
    }

    static String say(FrontendMessage message) {
        return switch (message) {
            case FrontendMessage.Plain plain -> plain.name();
            case FrontendMessage.Startup s ->
                    "startup "
                            + (s.version() >> 16)
                            + "."
                            + (s.version() & 0xffff)
                            + " "
                            + s.parameters();
            case FrontendMessage.CancelRequest c ->
                    "cancel " + c.processId() + " " + text(c.secret());
            case FrontendMessage.PasswordReply p -> "password " + p.data().length;
            case FrontendMessage.Query q -> "query " + q.sql();
            case FrontendMessage.Parse p ->
                    "parse " + p.name() + " " + p.sql() + " " + Arrays.toString(p.types());
            case FrontendMessage.Bind b -> {
                StringBuilder words = new StringBuilder("bind ").append(b.portal()).append(' ');
                words.append(b.statement()).append(' ').append(Arrays.toString(b.formats()));
                for (byte[] value : b.values()) {
                    words.append(value == null ? " NULL" : " '" + text(value) + "'");
                }
                yield words.append(' ').append(Arrays.toString(b.resultFormats())).toString();
            }
            case FrontendMessage.Describe d -> "describe " + d.kind() + " " + d.name();
            case FrontendMessage.Execute e -> "execute " + e.portal() + " " + e.maxRows();
            case FrontendMessage.Close c -> "close " + c.kind() + " " + c.name();
            case FrontendMessage.CopyData d -> "data " + text(d.bytes());
            case FrontendMessage.CopyFail f -> "fail " + f.reason();
        };
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void passwordsAreReadAsWhatWasAskedFor() {
        var plain = new FrontendMessage.PasswordReply(WireText.bytes("geheim~"));
        assertThat(plain.password()).isEqualTo("geheim");
        assertThat(plain).hasToString("PasswordReply[]");
        var sasl = new FrontendMessage.PasswordReply(WireText.bytes("SCRAM~<4:3>n,,"));
        assertThat(sasl.saslStart().mechanism()).isEqualTo("SCRAM");
        assertThat(text(sasl.saslStart().data())).isEqualTo("n,,");
        assertThatThrownBy(sasl::password).isInstanceOf(WireException.class);
        assertThatThrownBy(plain::saslStart).isInstanceOf(WireException.class);
        var none = new FrontendMessage.PasswordReply(WireText.bytes("X~<4:-1>"));
        assertThat(none.saslStart().data()).isEmpty();
    }

    @Test
    void formatsAreOneForAllOrOneEach() {
        List<byte[]> values = Arrays.asList(new byte[0], null);
        var none = new FrontendMessage.Bind("", "", new int[0], values, new int[0]);
        assertThat(none.format(1)).isZero();
        var one = new FrontendMessage.Bind("", "", new int[] {1}, values, new int[] {1});
        assertThat(one.format(1)).isOne();
        assertThat(one.resultFormat(7)).isOne();
        var each = new FrontendMessage.Bind("", "", new int[] {1, 0}, values, new int[0]);
        assertThat(each.format(1)).isZero();
        assertThat(each.resultFormat(7)).isZero();
    }
}
