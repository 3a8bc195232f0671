package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.ExceptionContext;
import dev.rondo.Rondo;
import dev.rondo.postgres.test.Answer;
import dev.rondo.postgres.test.ScriptedServer;
import dev.rondo.test.Finding;
import dev.rondo.test.RondoTest;
import dev.rondo.test.TestLoop;
import java.time.Duration;

/** Connections without a pool that a program has lost sight of. */
class UnclosedTest {
    private static final int LOOKS = 200; // for the garbage collector

    private static void collect(TestLoop test, int looks) {
        for (int i = 0; i < looks && test.reports().isEmpty(); i++) {
            System.gc();
            Rondo.toThread(() -> {
                Thread.onSpinWait(); // the cleaner's thread has its turn
                return null;
            });
        }
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    void oneThatNobodyHasIsToldOfAndCutOff(TestLoop test) {
        test.loop().setDebug(true);
        try (ScriptedServer server = ScriptedServer.start()) {
            server.when("q").answer(Answer.status("Q"));
            Rondo.createTask(
                            "careless",
                            () -> {
                                Postgres.connect(server.options()).execute("q");
                            })
                    .await();
            assertThat(server.sessions()).hasSize(1);
            collect(test, LOOKS);
            ExceptionContext told = test.reports().getFirst();
            assertThat(told.message())
                    .contains("unclosed <postgres connection ")
                    .contains("try (Connection c = Postgres.connect(...))");
            Rondo.sleep(Duration.ofMillis(1));
            assertThat(server.sessions()).isEmpty();
            assertThat(test.reports()).hasSize(1);
        }
    }

    @RondoTest
    void aStatementOrAViewThatSomebodyHasKeepsIt(TestLoop test) {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.when("q").answer(Answer.rows("a int4").withRow(1));
            Queryable view = Postgres.connect(server.options()).withTimeout(Duration.ofMinutes(1));
            PreparedStatement statement = Postgres.connect(server.options()).prepare("q");
            collect(test, 5);
            assertThat(test.reports()).isEmpty();
            assertThat(view.fetchValue("q")).isEqualTo(1);
            assertThat(statement.fetchValue()).isEqualTo(1);
            ((Connection) view).close();
            server.cutAll();
            Rondo.sleep(Duration.ofMillis(1));
        }
    }

    @RondoTest
    void oneThatListensIsInUse(TestLoop test) {
        try (ScriptedServer server = ScriptedServer.start()) {
            String[] heard = new String[1];
            Rondo.createTask(
                            "listener",
                            () -> {
                                Postgres.connect(server.options())
                                        .addListener("news", n -> heard[0] = n.payload());
                            })
                    .await();
            collect(test, 5);
            server.notifyAll("news", "hello");
            Rondo.sleep(Duration.ofMillis(1));
            assertThat(heard).containsExactly("hello");
            assertThat(test.reports()).isEmpty();
            server.cutAll();
            Rondo.sleep(Duration.ofMillis(1));
        }
    }

    @RondoTest
    void oneThatWasClosedIsNotToldOf(TestLoop test) {
        try (ScriptedServer server = ScriptedServer.start()) {
            Rondo.createTask("careful", () -> Postgres.connect(server.options()).close()).await();
            Rondo.createTask("hasty", () -> Postgres.connect(server.options()).terminate()).await();
            collect(test, 5);
            assertThat(test.reports()).isEmpty();
        }
    }
}
