package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.ExceptionContext;
import dev.rondo.Task;
import dev.rondo.stream.DatagramOptions;
import dev.rondo.stream.Ends;
import dev.rondo.stream.Listener;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What nobody can close any more is reported once, and closed. */
class UnclosedTest {
    private static final int PATIENCE = 200; // collections

    private final List<ExceptionContext> reports = new ArrayList<>();

    private void run(OnPoller poller, Runnable body) throws Exception {
        poller.run(() -> {
            runningLoop().setExceptionHandler(Optional.of((loop, context) -> reports.add(context)));
            body.run();
        });
    }

    /** Collects garbage until so much is reported; an own method's locals are gone by then. */
    private void collect(int expected) {
        for (int i = 0; i < PATIENCE && reports.size() < expected; i++) {
            System.gc();
            sleep(0.005);
        }
    }

    private static Ends open() {
        return SystemSockets.connect(SystemSockets.tcp());
    }

    private static String loseOneEnd(List<Object> kept) {
        Ends ends = open();
        kept.add(ends.far());
        return ((SocketStream) ends.near()).descriptor().toString();
    }

    @ParameterizedTest
    @EnumSource(OnPoller.class)
    void connectionThatWasLostIsReportedOnceAndClosed(OnPoller poller) throws Exception {
        run(
                poller,
                () -> {
                    List<Object> kept = new ArrayList<>();
                    String text = loseOneEnd(kept);
                    collect(1);
                    assertThat(reports)
                            .singleElement()
                            .satisfies(report -> {
                                assertThat(report.message()).isEqualTo("unclosed " + text);
                                assertThat(report.created()).isEmpty();
                            });
                    SocketStream far = (SocketStream) kept.getFirst();
                    assertThat(far.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                    far.close();
                    for (int i = 0; i < 3; i++) { // once is all
                        System.gc();
                        sleep(0.005);
                    }
                    assertThat(reports).hasSize(1);
                });
    }

    @ParameterizedTest
    @EnumSource(OnPoller.class)
    void reportSaysInDebugModeWhereItWasOpened(OnPoller poller) throws Exception {
        run(
                poller,
                () -> {
                    runningLoop().setDebug(true);
                    List<Object> kept = new ArrayList<>();
                    loseOneEnd(kept);
                    collect(1);
                    runningLoop().setDebug(false);
                    assertThat(reports.getFirst().created())
                            .anySatisfy(frame ->
                                    assertThat(frame.getClassName())
                                            .isEqualTo(UnclosedTest.class.getName()));
                    ((SocketStream) kept.getFirst()).close();
                });
    }

    private static void loseListenerAndDatagrams() {
        SystemNetwork.instance().listen(SystemSockets.tcp());
        SystemNetwork.instance()
                .datagrams(DatagramOptions.defaults().withLocal(SystemSockets.tcp()));
    }

    @ParameterizedTest
    @EnumSource(OnPoller.class)
    void listenersAndEndsForDatagramsAreReported(OnPoller poller) throws Exception {
        run(
                poller,
                () -> {
                    loseListenerAndDatagrams();
                    collect(2);
                    assertThat(reports)
                            .extracting(ExceptionContext::message)
                            .satisfiesExactlyInAnyOrder(
                                    text -> assertThat(text).startsWith("unclosed <listener "),
                                    text -> assertThat(text).startsWith("unclosed <datagrams "));
                });
    }

    private static Task<?> acceptOnAListener() {
        Listener listener = SystemNetwork.instance().listen(SystemSockets.tcp());
        return createTask(listener::accept);
    }

    @ParameterizedTest
    @EnumSource(OnPoller.class)
    void whatATaskWaitsForIsNotLost(OnPoller poller) throws Exception {
        run(
                poller,
                () -> {
                    List<Task<?>> accepting = new ArrayList<>(List.of(acceptOnAListener()));
                    sleep(0);
                    for (int i = 0; i < 3; i++) {
                        System.gc();
                        sleep(0);
                    }
                    assertThat(reports).isEmpty();
                    accepting.removeFirst().cancel();
                    collect(1);
                    assertThat(reports).hasSize(1);
                });
    }

    private static void closeAll() {
        Ends ends = open();
        ends.near().close();
        ends.far().abort();
    }

    @ParameterizedTest
    @EnumSource(OnPoller.class)
    void whatWasClosedIsNotReported(OnPoller poller) throws Exception {
        run(
                poller,
                () -> {
                    closeAll();
                    for (int i = 0; i < 3; i++) {
                        System.gc();
                        sleep(0);
                    }
                    assertThat(reports).isEmpty();
                });
    }

    private static java.nio.channels.SocketChannel failToAdopt() throws java.io.IOException {
        var channel = java.nio.channels.SocketChannel.open();
        channel.close();
        assertThatThrownBy(() -> Net.adopt(channel))
                .isInstanceOf(dev.rondo.stream.StreamClosedException.class);
        return channel;
    }

    @ParameterizedTest
    @EnumSource(OnPoller.class)
    void channelThatCouldNotBeAdoptedIsNotReported(OnPoller poller) throws Exception {
        run(
                poller,
                () -> {
                    try {
                        failToAdopt();
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                    for (int i = 0; i < 5; i++) {
                        System.gc();
                        sleep(0.01);
                    }
                    assertThat(reports).isEmpty();
                });
    }
}
