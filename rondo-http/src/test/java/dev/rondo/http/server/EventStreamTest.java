package dev.rondo.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.http.server.RawClient.Answer;
import dev.rondo.stream.Network;
import dev.rondo.sync.Event;
import dev.rondo.test.RondoTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class EventStreamTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final App app = new App();
    private final Asking asking;

    EventStreamTest(Network network) {
        this.asking = new Asking(app, network);
    }

    private String events(EventStreamHandler handler) throws Exception {
        app.get("/", _ -> Response.events(handler));
        return asking.get("/").body();
    }

    @RondoTest
    void eventsHaveTheirFormAndEndWithTheHandler() throws Exception {
        app.get("/", _ -> Response.events(events -> events.send("hello")));
        Answer answer = asking.get("/");
        assertThat(answer.body()).isEqualTo("data: hello\n\n");
        assertThat(Asking.field(answer, "Content-Type")).isEqualTo("text/event-stream");
        assertThat(Asking.field(answer, "Cache-Control")).isEqualTo("no-store");
    }

    @RondoTest
    void allFieldsOfAnEventAreSent() throws Exception {
        assertThat(
                        events(events -> {
                            events.retry(Duration.ofSeconds(3));
                            events.send("article", "text", "17");
                            events.send("article", "more");
                            events.send("", "none", "");
                            events.comment("seen\nby nobody");
                        }))
                .isEqualTo(
                        "retry: 3000\n\nevent: article\nid: 17\ndata: text\n\n"
                                + "event: article\ndata: more\n\nid: \ndata: none\n\n"
                                + ":seen\n:by nobody\n\n");
    }

    @RondoTest
    void noLineEndOfTheDataBeginsAField() throws Exception {
        assertThat(events(events -> events.send("a\nid: 1\r\rb\r\nevent: x\r")))
                .isEqualTo("data: a\ndata: id: 1\ndata: \ndata: b\ndata: event: x\ndata: \n\n");
    }

    @RondoTest
    void namesAndIdsAreOneLine() throws Exception {
        List<Throwable> failures = new ArrayList<>();
        String sent =
                events(events -> {
                    for (String bad : List.of("a\nb", "a\rb", "\r\n")) {
                        failures.add(failure(() -> events.send(bad, "data")));
                        failures.add(failure(() -> events.send("", "data", bad)));
                    }
                    failures.add(failure(() -> events.send("", "data", "\0")));
                });
        assertThat(failures).hasSize(7).allMatch(IllegalArgumentException.class::isInstance);
        assertThat(sent).isEmpty();
    }

    private static Throwable failure(Runnable code) {
        try {
            code.run();
        } catch (RuntimeException e) {
            return e;
        }
        throw new AssertionError("nothing was thrown");
    }

    @RondoTest
    void anEventLeavesAtOnceAndTheHeadBeforeIt() throws Exception {
        app.get(
                "/",
                _ ->
                        Response.events(events -> {
                            Rondo.sleep(5);
                            events.send("x");
                            Rondo.sleep(1000);
                        }));
        asking.talk((_, client) -> {
            client.send(GET);
            StringBuilder got = new StringBuilder();
            read(client, got, "\r\n\r\n");
            assertThat(now()).isLessThan(Duration.ofSeconds(1));
            read(client, got, "data: x\n\n");
            assertThat(now()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
        });
    }

    private static Duration now() {
        return Rondo.runningLoop().time();
    }

    /** Reads until a text has come. */
    private static void read(RawClient client, StringBuilder got, String until) {
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        while (got.indexOf(until) < 0) {
            if (client.stream().read(buffer.clear()) < 0) {
                throw new AssertionError("The end, after " + got);
            }
            got.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
        }
    }

    @RondoTest
    void aCommentKeepsAQuietConnectionAlive() throws Exception {
        app.get(
                "/",
                _ ->
                        Response.events(
                                Duration.ofSeconds(10),
                                events -> {
                                    Rondo.sleep(15);
                                    events.send("x"); // at 15: the next comment is at 25
                                    Rondo.sleep(19);
                                }));
        assertThat(asking.get("/").body()).isEqualTo(":\n\ndata: x\n\n:\n\n");
    }

    @RondoTest
    void noCommentIsSentIfNoneIsWanted() throws Exception {
        app.get(
                "/",
                _ -> Response.events(Duration.ZERO, _ -> Rondo.sleep(Duration.ofDays(1))));
        assertThat(asking.get("/").body()).isEmpty();
    }

    @RondoTest
    void theHandlerIsCancelledWhenItsClientLeaves() throws Exception {
        Event left = new Event();
        List<Throwable> ends = new ArrayList<>();
        app.get(
                "/",
                _ ->
                        Response.events(_ -> {
                            try {
                                Rondo.sleep(Duration.ofDays(1));
                            } catch (CancelledError e) {
                                ends.add(e);
                                left.set();
                                throw e;
                            }
                        }));
        asking.talk((server, client) -> {
            read(client.send(GET), new StringBuilder(), "\r\n\r\n");
            client.close();
            left.await();
            Rondo.sleep(1);
            assertThat(server.connections()).isZero();
        });
        assertThat(now()).isLessThan(Duration.ofMinutes(1));
        assertThat(ends).hasSize(1);
    }

    @RondoTest
    void theEventsEndWhenTheServerStops() throws Exception {
        app.get(
                "/",
                _ ->
                        Response.events(events -> {
                            events.send("x");
                            Rondo.sleep(Duration.ofDays(1));
                        }));
        asking.talk((server, client) -> {
            StringBuilder got = new StringBuilder();
            read(client.send(GET), got, "data: x\n\n");
            server.close();
            read(client, got, "0\r\n\r\n"); // whole
        });
        assertThat(now()).isLessThan(Duration.ofSeconds(10));
    }

    @RondoTest
    void severalTasksMaySend() throws Exception {
        String sent =
                events(events ->
                        Rondo.taskGroup(group -> {
                            for (int i = 0; i < 5; i++) {
                                String text = Integer.toString(i).repeat(10_000);
                                group.createTask(() -> events.send(text));
                            }
                        }));
        List<String> lines = sent.lines().filter(line -> !line.isEmpty()).toList();
        assertThat(lines).hasSize(5).allMatch(line -> line.length() == 10_006);
    }

    @RondoTest
    void aFailureOfTheHandlerBreaksTheAnswerOff() throws Exception {
        List<Throwable> reported = new ArrayList<>();
        Rondo.runningLoop()
                .setExceptionHandler(
                        Optional.of((_, context) -> reported.add(context.exception().orElseThrow())));
        app.get(
                "/",
                _ ->
                        Response.events(events -> {
                            events.send("x");
                            throw new IllegalStateException("broken");
                        }));
        asking.talk((_, client) ->
                assertThatThrownBy(() -> client.send(GET).answer()).isNotNull());
        assertThat(reported).extracting(Throwable::getMessage).containsExactly("broken");
    }

    @RondoTest
    void nothingIsSentAfterTheHandler() throws Exception {
        List<EventStream> kept = new ArrayList<>();
        events(kept::add);
        assertThatThrownBy(() -> kept.getFirst().send("late"))
                .isInstanceOf(IllegalStateException.class);
    }

    @RondoTest
    void eventsAreCompressedAndStillLeaveAtOnce() throws Exception {
        app.use(Compression.standard());
        app.get(
                "/",
                _ ->
                        Response.events(events -> {
                            events.send("x");
                            Rondo.sleep(1000);
                        }));
        asking.talk((_, client) -> {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
            StringBuilder got = new StringBuilder();
            read(client, got, "\r\n\r\n");
            read(client, got, "\0\0\u00ff\u00ff"); // how a flush of deflate ends
            assertThat(now()).isLessThan(Duration.ofSeconds(1));
            client.stream().abort();
        });
    }
}
