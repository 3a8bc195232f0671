package dev.rondo.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.http.server.App;
import dev.rondo.http.server.HttpServer;
import dev.rondo.http.server.RawClient;
import dev.rondo.http.server.RawClient.Answer;
import dev.rondo.http.server.Response;
import dev.rondo.http.server.ServeOptions;
import dev.rondo.stream.Network;
import dev.rondo.test.InLoop;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of the parser against a server: what is answered, what runs, what becomes of it. */
class ServedCasesTest {
    /** What a request that is well-formed may get: 400 for its path, 413 for a large body. */
    private static final Set<Integer> MAY_ANSWER = Set.of(200, 204, 400, 413, 501);

    static List<WireCase> cases() {
        return WireCase.load("requests-cases.txt");
    }

    @InLoop
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void isAnsweredByTheVerdict(WireCase testCase, Network network) throws Exception {
        int[] ran = new int[1];
        App app = new App();
        app.any(
                "/{rest...}",
                request -> {
                    byte[] body = request.body().bytes();
                    ran[0]++;
                    return Response.bytes(body);
                });
        try (HttpServer server = app.start(ServeOptions.on("localhost", 80).withNetwork(network));
                RawClient client = RawClient.connect(network)) {
            client.send(testCase.input());
            if (testCase.peerEnds()) {
                client.end();
            }
            check(testCase, client, ran);
        }
    }

    private static void check(WireCase testCase, RawClient client, int[] ran) {
        String verdict = testCase.expected();
        List<Answer> answers = client.answers();
        boolean refused = verdict.matches("(?s).*\\b[45]\\d\\d:[A-Z_0-9]+.*");
        if (refused) {
            String before = verdict.replaceAll("(?s).*?\\b([45]\\d\\d):[A-Z_0-9]+.*", "$1");
            assertThat(answers).as(verdict).isNotEmpty();
            assertThat(answers.getLast().status()).as(verdict).isEqualTo(Integer.parseInt(before));
            assertThat(client.hasEnded()).as("closed: " + verdict).isTrue();
            assertThat(ran[0]).as("handlers: " + verdict).isEqualTo(answers.size() - 1);
        } else {
            assertThat(answers)
                    .as(verdict)
                    .allMatch(answer -> MAY_ANSWER.contains(answer.status()));
            boolean mayBeSilent = verdict.contains("more") || verdict.isEmpty();
            assertThat(answers.isEmpty() && !mayBeSilent).as(testCase.id()).isFalse();
        }
    }
}
