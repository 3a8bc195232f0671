package dev.rondo.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read of messages, good and bad, whole and in every two pieces. */
class Http1ParserTest {
    private static final int MOST_SPLITS = 200; // of a longer input, spread over it
    private static final int LONG = 20_000; // bytes

    static List<WireCase> requests() {
        return WireCase.load("requests-cases.txt");
    }

    static List<WireCase> responses() {
        return WireCase.load("responses-cases.txt");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void requestIsReadAsItsCaseSays(WireCase request) {
        assertThat(read(request, true, Integer.MAX_VALUE)).isEqualTo(request.expected());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void requestIsReadTheSameByteByByte(WireCase request) {
        assertThat(read(request, true, 1)).isEqualTo(request.expected());
        assertThat(read(request, true, 7)).isEqualTo(request.expected());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void requestIsReadTheSameInAnyTwoPieces(WireCase request) {
        checkSplits(request, true);
    }

    @ParameterizedTest
    @MethodSource("responses")
    void responseIsReadAsItsCaseSays(WireCase response) {
        assertThat(read(response, false, Integer.MAX_VALUE)).isEqualTo(response.expected());
    }

    @ParameterizedTest
    @MethodSource("responses")
    void responseIsReadTheSameByteByByte(WireCase response) {
        assertThat(read(response, false, 1)).isEqualTo(response.expected());
        assertThat(read(response, false, 7)).isEqualTo(response.expected());
    }

    @ParameterizedTest
    @MethodSource("responses")
    void responseIsReadTheSameInAnyTwoPieces(WireCase response) {
        checkSplits(response, false);
    }

    private static String read(WireCase message, boolean request, int pieceSize) {
        return conversation(message, request).read(message.input(), pieceSize, message.peerEnds());
    }

    private static Conversation conversation(WireCase message, boolean request) {
        return request
                ? Conversation.ofRequests(Http1Limits.defaults())
                : Conversation.ofResponses(message.method(), Http1Limits.defaults());
    }

    private static void checkSplits(WireCase message, boolean request) {
        byte[] input = message.input();
        if (input.length > LONG) {
            return; // read in pieces of one and seven bytes
        }
        int step = 1 + input.length / MOST_SPLITS;
        for (int at = 0; at <= input.length; at += step) {
            assertThat(conversation(message, request).readSplit(input, at, message.peerEnds()))
                    .as("split at %d", at)
                    .isEqualTo(message.expected());
        }
    }
}
