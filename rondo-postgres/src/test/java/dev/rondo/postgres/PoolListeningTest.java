package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.postgres.Notifications.Event;
import dev.rondo.postgres.Notifications.Gap;
import dev.rondo.postgres.Notifications.Heard;
import dev.rondo.postgres.Notifications.Overflow;
import dev.rondo.test.Finding;
import dev.rondo.test.RondoTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

/** LISTEN through a pool. */
class PoolListeningTest {
    private static final PoolOptions TWO = PoolOptions.defaults().withMinSize(1).withMaxSize(2);

    private static String text(Event event) {
        return switch (event) {
            case Heard(Notification n) -> n.channel() + " " + n.payload();
            case Gap(Throwable cause) -> "gap: " + cause.getMessage();
            case Overflow(long lost) -> "lost " + lost;
        };
    }

    private static String next(Notifications notifications) {
        return text(notifications.next());
    }

    @RondoTest
    @DisplayName("PG112 channels are heard by a connection of its own; names are taken as they are")
    void channelsAreHeard() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(TWO)) {
            try (Notifications heard = pool.listen("Jobs", "news \"x\"")) {
                FakeConnection connection = server.connection(1);
                assertThat(connection.channels()).containsExactly("Jobs", "news \"x\"");
                assertThat(pool.snapshot().acquired()).isEqualTo(1);
                assertThat(pool.snapshot().holders().getFirst().task())
                        .isEqualTo("listen on Jobs, news \"x\"");
                connection.notify("Jobs", "1");
                connection.notify("news \"x\"", "2");
                assertThat(next(heard)).isEqualTo("Jobs 1");
                assertThat(next(heard)).isEqualTo("news \"x\" 2");
                Task<Event> later = Rondo.createTask(heard::next);
                Rondo.sleep(1);
                connection.notify("Jobs", "3");
                assertThat(text(later.await())).isEqualTo("Jobs 3");
            }
            assertThat(server.connection(1).channels()).isEmpty();
            assertThat(pool.snapshot().idle()).isEqualTo(1);
            assertThat(server.log)
                    .endsWith("1: UNLISTEN Jobs", "1: UNLISTEN news \"x\"", "1: reset");
        }
    }

    @RondoTest
    @DisplayName("PG114 a lost connection is made anew, and the gap is told")
    void aLostConnectionIsMadeAnew() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(TWO);
                Notifications heard = pool.listen("a", "b")) {
            server.connection(1).notify("a", "before");
            server.connection(1).die();
            Rondo.sleep(1);
            assertThat(server.connection(2).channels()).containsExactly("a", "b");
            server.connection(2).notify("b", "after");
            assertThat(next(heard)).isEqualTo("a before");
            assertThat(next(heard)).isEqualTo("gap: server closed");
            assertThat(next(heard)).isEqualTo("b after");
        }
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    @DisplayName("PG114 it is tried again and again")
    void itIsTriedAgainAndAgain() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(TWO);
                Notifications heard = pool.listen("a")) {
            server.refuses = true;
            server.stop();
            Rondo.sleep(100);
            assertThat(heard.toString()).contains("connection lost");
            int attempts = server.attempts;
            assertThat(attempts).isBetween(10, 60);
            server.refuses = false;
            Rondo.sleep(15);
            assertThat(next(heard)).startsWith("gap");
            server.made.getLast();
            server.open.forEach(c -> c.notify("a", "there"));
            assertThat(next(heard)).isEqualTo("a there");
        }
    }

    @RondoTest
    void whatNobodyAsksForIsKeptUpToALimit() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(TWO.withMaxEvents(3));
                Notifications heard = pool.listen("a")) {
            FakeConnection connection = server.connection(1);
            for (int i = 1; i <= 7; i++) {
                connection.notify("a", "" + i);
            }
            assertThat(next(heard)).isEqualTo("a 1");
            connection.notify("a", "8");
            List<String> rest = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                rest.add(next(heard));
            }
            assertThat(rest).containsExactly("a 2", "a 3", "lost 4", "a 8");
            for (int i = 1; i <= 5; i++) {
                connection.notify("a", "" + i);
            }
            rest.clear();
            for (int i = 0; i < 4; i++) {
                rest.add(next(heard));
            }
            assertThat(rest).containsExactly("a 1", "a 2", "a 3", "lost 2");
        }
    }

    @RondoTest
    void aCancelledWaitLosesNothing() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(TWO);
                Notifications heard = pool.listen("a")) {
            Task<Event> waiting = Rondo.createTask(heard::next);
            Rondo.sleep(1);
            server.connection(1).notify("a", "1");
            waiting.cancel(); // it was woken already
            Rondo.sleep(1);
            String first = waiting.cancelled() ? next(heard) : text(waiting.await());
            assertThat(first).isEqualTo("a 1");
        }
    }

    @RondoTest
    void theIteratorEndsWithThePool() {
        FakeServer server = new FakeServer();
        Pool pool = server.pool(TWO);
        Notifications heard = pool.listen("a");
        List<String> got = new ArrayList<>();
        Task<?> reading =
                Rondo.createTask(() -> {
                    for (Event event : heard) {
                        got.add(text(event));
                    }
                });
        Rondo.sleep(1);
        server.connection(1).notify("a", "1");
        Duration begin = Rondo.runningLoop().time();
        pool.close(); // does not wait for who listens
        assertThat(Rondo.runningLoop().time().minus(begin)).isLessThan(Duration.ofSeconds(1));
        reading.await();
        assertThat(got).containsExactly("a 1");
        assertThatThrownBy(heard::next).isInstanceOf(IllegalStateException.class);
        heard.close();
        assertThat(server.open).isEmpty();
    }

    @RondoTest
    void aCancelledListenLeavesNothing() {
        for (int at = 0; at < 12; at++) {
            FakeServer server = new FakeServer();
            server.latency = Duration.ofMillis(3);
            try (Pool pool = server.pool(PoolOptions.defaults().withMinSize(0).withMaxSize(1))) {
                pool.execute("q");
                Task<Notifications> task = Rondo.createTask(() -> pool.listen("a", "b"));
                Rondo.sleep(Duration.ofMillis(at));
                if (task.cancel()) {
                    assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
                } else {
                    task.await().close();
                }
                assertThat(pool.fetchValue("q")).isNotNull();
                assertThat(server.open).allMatch(c -> c.channels().isEmpty());
            }
            assertThat(server.open).isEmpty();
        }
    }

    @RondoTest
    void aChannelIsNeeded() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(TWO)) {
            assertThatThrownBy(() -> pool.listen())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("listen() needs a channel");
        }
    }
}
