package dev.rondo.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.http.BodyWriter;
import dev.rondo.http.Headers;
import dev.rondo.http.Payload;
import dev.rondo.http.server.RawClient.Answer;
import dev.rondo.stream.Network;
import dev.rondo.test.Finding;
import dev.rondo.test.InLoop;
import dev.rondo.test.RondoTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What frames an answer is the server's, whatever a handler sets. */
class AnswerFramingTest {
    private final App app = new App();
    private final Asking asking;

    AnswerFramingTest(Network network) {
        this.asking = new Asking(app, network);
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    void lengthsThatContradictEachOtherAreNotSent() throws Exception {
        for (String[] lengths :
                new String[][] {{"7", "1"}, {"1", "7"}, {"+1"}, {"1,1"}, {"-1"}, {"01x"}, {""}}) {
            App one = new App();
            Response response = Response.text("x");
            for (String length : lengths) {
                response = response.plusHeader("Content-Length", length);
            }
            Response fixed = response;
            one.get("/", _ -> fixed);
            Answer answer = new Asking(one, new dev.rondo.test.MemoryNetwork()).get("/");
            if (answer.status() == 200) {
                assertThat(answer.head().headers().all("Content-Length")).containsExactly("1");
            } else {
                assertThat(answer.status()).isEqualTo(500);
            }
        }
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    void aLengthWithoutTheBytesIsNotSentExceptToHead() throws Exception {
        Response response = Response.status(200).withHeader("Content-Length", "7");
        app.get("/", _ -> response);
        assertThat(asking.get("/").status()).isEqualTo(500);
        Answer head = asking.ask("HEAD", "/");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.head().headers().first("Content-Length")).contains("7");
    }

    @RondoTest
    void noContentHasNoLength() throws Exception {
        app.get("/", _ -> Response.noContent().withHeader("Content-Length", "0"));
        app.get("/bytes", _ -> Response.text("abc").withStatus(204));
        for (String path : List.of("/", "/bytes")) {
            Answer answer = asking.get(path);
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.head().headers().contains("Content-Length")).isFalse();
            assertThat(answer.head().headers().contains("Transfer-Encoding")).isFalse();
        }
    }

    @RondoTest
    void notModifiedMayTellTheLengthOfWhatIsNotSent() throws Exception {
        app.get("/", _ -> Response.of(304, Headers.of("Content-Length", "7"), Payload.EMPTY));
        asking.talk((_, client) -> {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.answer().head().headers().first("Content-Length")).contains("7");
            assertThat(client.answer().status()).isEqualTo(304);
        });
    }

    @RondoTest
    void whatIsWrittenAfterTheEndReachesNoOtherAnswer() throws Exception {
        List<BodyWriter> kept = new ArrayList<>();
        app.get("/chunked", _ -> Response.stream(kept::add));
        app.get(
                "/length",
                _ -> Response.status(200).withPayload(new Payload.Stream(0, false, kept::add)));
        app.get(
                "/",
                _ -> {
                    for (BodyWriter out : kept) {
                        assertThatThrownBy(() -> out.write("x"))
                                .isInstanceOf(IllegalStateException.class);
                        assertThatThrownBy(() -> out.write("x".repeat(10_000)))
                                .isInstanceOf(IllegalStateException.class);
                        assertThatThrownBy(out::flush).isInstanceOf(IllegalStateException.class);
                    }
                    return Response.text("fine");
                });
        asking.talk((_, client) -> {
            for (String path : List.of("/chunked", "/length", "/")) {
                client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
            }
            assertThat(client.answers()).extracting(Answer::body).containsExactly("", "", "fine");
        });
    }

    @InLoop
    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1"})
    void headOfEachPayloadLeavesTheConnectionInOrder(String version) throws Exception {
        app.get("/bytes", _ -> Response.bytes(new byte[100_000]));
        app.get("/stream", _ -> Response.stream(out -> out.write("never")));
        app.get(
                "/known",
                _ ->
                        Response.status(200)
                                .withPayload(
                                        new Payload.Stream(5, false, out -> out.write("never"))));
        asking.talk((_, client) -> {
            for (String path : List.of("/bytes", "/stream", "/known")) {
                client.send(
                        "HEAD "
                                + path
                                + " "
                                + version
                                + "\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
                Answer answer = client.answer("HEAD");
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isEmpty();
            }
            Rondo.sleep(1);
            assertThat(client.hasEnded()).isFalse();
        });
    }
}
