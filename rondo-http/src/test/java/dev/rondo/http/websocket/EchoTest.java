package dev.rondo.http.websocket;

import static dev.rondo.Rondo.createTask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Task;
import dev.rondo.http.wire.FrameCases;
import dev.rondo.http.wire.Frames;
import dev.rondo.test.InLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a peer sees of a server that sends everything back: the ground of the Autobahn suite's
 * families 1 to 7, 9 and 10, on whole sockets.
 */
@InLoop
class EchoTest {
    private static final int LIMIT = 1000;

    static List<FrameCases.Case> cases() {
        return FrameCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void framesAreAnswered(FrameCases.Case one) {
        RawPeer.Pair pair =
                RawPeer.Pair.server(WebSocketOptions.defaults().withMaxMessageSize(LIMIT));
        Task<@Nullable Void> echo = createTask(() -> echo(pair.socket()));
        pair.peer().send(one.bytes());
        pair.peer().stream().writeEof();
        assertThat(pair.peer().rest().stream().map(EchoTest::withoutReason).toList())
                .isEqualTo(expected(one.verdict()));
        pair.peer().stream().close();
        echo.await();
        assertThat(pair.socket().isClosed()).isTrue();
        assertThat(pair.socket().closeCode()).hasValue(code(one.verdict()));
    }

    private static void echo(WebSocket socket) {
        try {
            for (Message message : socket) {
                socket.send(message);
            }
        } catch (WebSocketClosedException e) {
            assertThat(e.wasClean()).isFalse();
        }
    }

    private static List<String> expected(List<String> verdict) {
        List<String> answers = new ArrayList<>();
        for (String line : verdict) {
            String[] words = line.split(" ", 3);
            switch (words[0]) {
                case "PING" -> answers.add("PONG" + line.substring(4));
                case "CLOSE", "FAIL" -> {
                    answers.add("CLOSE " + words[1]);
                    return answers;
                }
                case "PONG", "more" -> {}
                default -> answers.add(line);
            }
        }
        return answers;
    }

    private static String withoutReason(String line) {
        return line.startsWith("CLOSE") ? line.substring(0, 10) : line;
    }

    private static int code(List<String> verdict) {
        for (String line : verdict) {
            if (line.startsWith("CLOSE") || line.startsWith("FAIL")) {
                return Integer.parseInt(line.split(" ")[1]);
            }
        }
        return CloseCode.ABNORMAL_CLOSURE;
    }

    // ---- Large ones

    static final List<Integer> SIZES = List.of(125, 126, 127, 128, 65535, 65536, 300_000, 1 << 20);

    @ParameterizedTest
    @FieldSource("SIZES")
    void largeMessagesComeBackFromBothSides(int size) {
        String text = "*".repeat(size);
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 0xfe);
        for (int fragment : new int[] {Integer.MAX_VALUE, 64, 4096, 65536}) {
            Sockets sockets = Sockets.pair(WebSocketOptions.defaults().withFragmentSize(fragment));
            Task<@Nullable Void> echo = createTask(() -> echo(sockets.server()));
            sockets.client().send(text);
            assertThat(sockets.client().receiveText()).isEqualTo(text);
            sockets.client().send(bytes);
            assertThat(sockets.client().receiveBytes()).isEqualTo(bytes);
            sockets.client().close();
            echo.await();
        }
    }

    static final List<Integer> PIECES = List.of(1, 2, 3, 64, 997);

    @ParameterizedTest
    @FieldSource("PIECES")
    void messagesThatComeInPiecesAreWhole(int piece) {
        RawPeer.Pair pair = RawPeer.Pair.server(WebSocketOptions.defaults());
        Task<@Nullable Void> echo = createTask(() -> echo(pair.socket()));
        byte[] all =
                Frames.ofClient()
                        .frame(0x01, "κόσ")
                        .frame(0x89, "ping")
                        .frame(0x80, "με")
                        .frame(0x82, "*".repeat(5000))
                        .hexFrame(0x88, "03e9")
                        .bytes();
        for (int at = 0; at < all.length; at += piece) {
            pair.peer().send(Arrays.copyOfRange(all, at, Math.min(all.length, at + piece)));
        }
        assertThat(pair.peer().rest())
                .containsExactly("PONG ping", "TEXT κόσμε", "BINARY 5000**", "CLOSE 1001 ");
        echo.await();
    }
}
