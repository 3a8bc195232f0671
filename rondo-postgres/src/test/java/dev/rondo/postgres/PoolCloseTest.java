package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.ExceptionContext;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.test.Finding;
import dev.rondo.test.RondoTest;
import dev.rondo.test.TestLoop;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;

/** How a pool ends. */
class PoolCloseTest {
    private static final PoolOptions TWO = PoolOptions.defaults().withMinSize(2).withMaxSize(2);

    private static Duration now() {
        return Rondo.runningLoop().time();
    }

    @RondoTest
    void closingWaitsForWhatIsOut() {
        FakeServer server = new FakeServer();
        Pool pool = server.pool(TWO);
        Task<?> own =
                Rondo.createTask(() -> {
                    try (Connection c = pool.acquire()) {
                        c.execute("sleep 5");
                        return c.execute("more");
                    }
                });
        Task<?> shared = Rondo.createTask(() -> pool.execute("sleep 7"));
        Rondo.sleep(1);
        pool.close();
        assertThat(now()).isBetween(Duration.ofSeconds(7), Duration.ofMillis(7100));
        assertThat(own.result()).isEqualTo("2: more");
        assertThat(shared.result()).isEqualTo("1: sleep 7");
        assertThat(server.open).isEmpty();
        assertThat(server.log).contains("1: closed", "2: closed");
        pool.close();
    }

    @RondoTest
    void aClosedPoolLetsNobodyIn() {
        FakeServer server = new FakeServer();
        Pool pool = server.pool(PoolOptions.defaults().withMinSize(1).withMaxSize(1));
        Connection held = pool.acquire();
        Task<?> waiter = Rondo.createTask(() -> pool.acquire().close());
        Task<?> sharing = Rondo.createTask(() -> pool.execute("q"));
        Rondo.sleep(1);
        Task<?> closing = Rondo.createTask(pool::close);
        Rondo.sleep(1);
        assertThatThrownBy(waiter::await)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The pool is closed");
        assertThatThrownBy(sharing::await).hasMessage("The pool is closed");
        assertThatThrownBy(pool::acquire).hasMessage("The pool is closed");
        assertThatThrownBy(() -> pool.execute("q")).hasMessage("The pool is closed");
        assertThatThrownBy(() -> pool.listen("c")).hasMessage("The pool is closed");
        assertThat(held.execute("still")).isEqualTo("1: still");
        assertThat(closing.done()).isFalse();
        held.close();
        closing.await();
        assertThat(server.log).doesNotContain("1: reset", "1: cut off");
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    void whatIsOutTooLongIsCutOff(TestLoop test) {
        FakeServer server = new FakeServer();
        Pool pool = server.pool(TWO.withCloseTimeout(Duration.ofSeconds(4)));
        Task<?> task =
                Rondo.createTask(
                        "slow",
                        () -> {
                            try (Connection c = pool.acquire()) {
                                c.execute("sleep 50");
                            }
                        });
        Rondo.sleep(1);
        pool.close();
        assertThat(now()).isBetween(Duration.ofSeconds(5), Duration.ofMillis(5100));
        assertThatThrownBy(task::await).isInstanceOf(ConnectionLostException.class);
        assertThat(server.open).isEmpty();
        assertThat(test.reports())
                .singleElement()
                .extracting(ExceptionContext::message)
                .asString()
                .contains("after 4 s were cut off")
                .contains("slow");
    }

    @RondoTest
    void terminateCutsAllOffAtOnce() {
        FakeServer server = new FakeServer();
        Pool pool = server.pool(TWO);
        Connection held = pool.acquire();
        Task<?> shared = Rondo.createTask(() -> pool.execute("sleep 7"));
        Rondo.sleep(1);
        Duration begin = now();
        pool.terminate();
        assertThat(now()).isEqualTo(begin);
        assertThat(server.open).isEmpty();
        assertThatThrownBy(shared::await).isInstanceOf(ConnectionLostException.class);
        assertThatThrownBy(() -> held.execute("q")).isInstanceOf(ConnectionLostException.class);
        held.close();
        assertThat(pool.snapshot().size()).isZero();
    }

    @RondoTest
    void whatIsBeingMadeIsGivenUp() {
        FakeServer server = new FakeServer();
        server.connectTime = Duration.ofSeconds(10);
        Pool pool = server.pool(PoolOptions.defaults().withMinSize(0));
        Task<?> waiter = Rondo.createTask(() -> pool.acquire().close());
        Rondo.sleep(1);
        pool.close();
        assertThat(now()).isEqualTo(Duration.ofSeconds(1));
        assertThatThrownBy(waiter::await).hasMessage("The pool is closed");
        assertThat(server.made).isEmpty();
    }

    @RondoTest
    void aCancelledCloseCutsOff() {
        FakeServer server = new FakeServer();
        Pool pool = server.pool(TWO);
        Connection held = pool.acquire();
        Task<?> closing = Rondo.createTask(pool::close);
        Rondo.sleep(1);
        closing.cancel();
        assertThatThrownBy(closing::await).isInstanceOf(CancelledError.class);
        assertThat(server.open).isEmpty();
        assertThat(held.isClosed()).isTrue();
    }

    @RondoTest
    void twoMayCloseItAtOnce() {
        FakeServer server = new FakeServer();
        Pool pool = server.pool(TWO);
        Connection held = pool.acquire();
        Task<?> a = Rondo.createTask(pool::close);
        Task<?> b = Rondo.createTask(pool::close);
        Rondo.sleep(1);
        assertThat(a.done() || b.done()).isFalse();
        held.close();
        a.await();
        b.await();
        assertThat(server.open).isEmpty();
    }

    @RondoTest
    @DisplayName("a server that does not say goodbye holds nobody up")
    void closingIsBounded() {
        FakeServer server = new FakeServer();
        server.closeTime = Duration.ofHours(1);
        Pool pool = server.pool(TWO);
        pool.close();
        assertThat(now()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(11));
        assertThat(server.open).isEmpty();
        assertThat(server.log).contains("1: cut off", "2: cut off");
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    void noAttemptsGoOnBehindIt() {
        FakeServer server = new FakeServer();
        Pool pool = server.pool(TWO);
        server.refuses = true;
        server.stop();
        Rondo.sleep(10);
        pool.close();
        int attempts = server.attempts;
        Rondo.sleep(100);
        assertThat(server.attempts).isEqualTo(attempts);
    }
}
