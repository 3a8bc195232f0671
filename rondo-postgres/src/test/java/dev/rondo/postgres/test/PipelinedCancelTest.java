package dev.rondo.postgres.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.postgres.ConversionException;
import dev.rondo.postgres.Pool;
import dev.rondo.postgres.PoolOptions;
import dev.rondo.postgres.Postgres;
import dev.rondo.test.RondoTest;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;

/** Statements of several tasks on one connection, some of which are cancelled. */
class PipelinedCancelTest {
    private static final PoolOptions ONE =
            PoolOptions.defaults().withMinSize(1).withMaxSize(1).withDepth(8);

    private static ScriptedServer scripted() {
        ScriptedServer server = ScriptedServer.start();
        server.when("lock").answer(Answer.never());
        server.when("slow").answer(Answer.status("SLOW").after(Duration.ofSeconds(3)));
        server.when("select 1").answer(Answer.rows("one int4").withRow(1));
        return server;
    }

    private static Task<?> asked(Pool pool, String sql) {
        Task<?> task = Rondo.createTask(sql, () -> pool.fetch(sql));
        Rondo.sleep(1);
        return task;
    }

    @RondoTest
    void cancelledStatementThatIsAloneIsCancelledOnTheServer() {
        try (ScriptedServer server = scripted();
                Pool pool = Postgres.createPool(server.options(), ONE)) {
            Task<?> lock = asked(pool, "lock");
            lock.cancel();
            Rondo.sleep(0); // the task hears of it before anybody comes behind it
            assertThat(pool.fetchValue("select 1")).isEqualTo(1);
            assertThat(server.cancels()).isOne();
            assertThat(server.connections()).isEqualTo(2); // with that of the cancel
        }
    }

    @RondoTest
    @DisplayName("PG034 nobody else is hit by a cancel")
    void cancelledStatementWithAnotherBehindItIsReadAway() {
        try (ScriptedServer server = scripted();
                Pool pool = Postgres.createPool(server.options(), ONE)) {
            assertThat(pool.fetchValue("select 1")).isEqualTo(1);
            Task<?> slow = asked(pool, "slow");
            Task<?> behind = Rondo.createTask(() -> pool.fetchValue("select 1"));
            Rondo.sleep(Duration.ofMillis(500));
            slow.cancel();
            assertThat(behind.await()).isEqualTo(1);
            assertThat(server.cancels()).isZero();
            assertThat(server.mostSessions()).isOne();
        }
    }

    @RondoTest
    void cancelledStatementThatNeverEndsKeepsNobodyBehindItForEver() {
        try (ScriptedServer server = scripted();
                Pool pool = Postgres.createPool(server.options(), ONE)) {
            assertThat(pool.fetchValue("select 1")).isEqualTo(1);
            Task<?> lock = asked(pool, "lock");
            Task<?> behind = Rondo.createTask(() -> pool.fetchValue("select 1"));
            Rondo.sleep(1);
            lock.cancel();
            assertThat(behind.await()).isEqualTo(1);
            assertThat(server.cancels()).isOne();
            assertThat(server.mostSessions()).isOne();
        }
    }

    @RondoTest
    void answerOfAStatementThatAnotherTaskFindsOutdatedIsReadAllTheSame() {
        try (ScriptedServer server = scripted();
                Pool pool = Postgres.createPool(server.options(), ONE)) {
            server.when("slow $1")
                    .parameters("int4")
                    .answer(Answer.rows("n int4").withRow(7).after(Duration.ofSeconds(3)));
            assertThat(pool.fetchValue("slow $1", 1)).isEqualTo(7);
            Task<?> slow = Rondo.createTask(() -> pool.fetchValue("slow $1", 1));
            Rondo.sleep(Duration.ofMillis(500));
            Task<?> wrong = Rondo.createTask(() -> pool.fetchValue("slow $1", new Object()));
            assertThat(slow.await()).isEqualTo(7);
            assertThatThrownBy(wrong::await).isInstanceOf(ConversionException.class);
            assertThat(pool.fetchValue("slow $1", 1)).isEqualTo(7);
            assertThat(server.mostSessions()).isOne();
        }
    }

    @RondoTest
    void statementsThatAreAllCancelledHoldNoConnection() {
        try (ScriptedServer server = scripted();
                Pool pool = Postgres.createPool(server.options(), ONE)) {
            Task<?> first = asked(pool, "lock");
            Task<?> second = asked(pool, "lock");
            first.cancel();
            Rondo.sleep(1);
            second.cancel();
            Rondo.sleep(Duration.ofSeconds(30)); // more than a clean-up may take
            assertThat(pool.snapshot().inFlight()).isZero();
            assertThat(pool.fetchValue("select 1")).isEqualTo(1);
        }
    }
}
