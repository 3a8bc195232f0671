package dev.rondo.postgres.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.postgres.wire.Formats;
import dev.rondo.test.RondoTest;
import java.time.Duration;
import java.util.List;

/** The scripted server answers as its script says, and otherwise as PostgreSQL does. */
class ScriptedServerTest {
    private static Duration now() {
        return Rondo.runningLoop().time();
    }

    // ---- Simple protocol

    @RondoTest
    void queryIsAnsweredByItsText() {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.when("select id, name from users")
                    .answer(Answer.rows("id int4", "name").withRow("1", "Ada").withRow("2", null));
            try (RawClient client = RawClient.in(server)) {
                assertThat(client.query("select id, name\nfrom users;"))
                        .isEqualTo(
                                "columns [id:23:0, name:25:0]; row 1,Ada; row 2,NULL; SELECT 2;"
                                        + " ready I");
            }
            assertThat(server.statements()).containsExactly("select id, name\nfrom users");
        }
    }

    @RondoTest
    void queryIsAnsweredByAPattern() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            server.whenMatches("(?i)update users .*").answer(Answer.status("UPDATE 3"));
            assertThat(client.query("UPDATE users\nset x = 1")).isEqualTo("UPDATE 3; ready I");
            assertThat(client.query("delete from users")).startsWith("ERROR 42601 no answer");
        }
    }

    @RondoTest
    void answersComeInTurnAndTheLastOneStays() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            StatementScript script =
                    server.when("insert")
                            .answer(
                                    Answer.error("40001", "try again"),
                                    Answer.status("INSERT 0 1"));
            assertThat(client.query("insert")).isEqualTo("ERROR 40001 try again; ready I");
            assertThat(client.query("insert")).isEqualTo("INSERT 0 1; ready I");
            assertThat(client.query("insert")).isEqualTo("INSERT 0 1; ready I");
            assertThat(script.times()).isEqualTo(3);
        }
    }

    @RondoTest
    void laterScriptStandsBeforeAnEarlierOne() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            server.whenMatches(".*").answer(Answer.status("ANY"));
            server.when("select 1").answer(Answer.rows("one int4").withRow("1"));
            assertThat(client.query("select 2")).isEqualTo("ANY; ready I");
            assertThat(client.query("select 1"))
                    .isEqualTo("columns [one:23:0]; row 1; SELECT 1; ready I");
        }
    }

    @RondoTest
    void scriptOfSeveralStatementsEndsAtItsFirstError() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            server.when("a").answer(Answer.status("A"));
            server.when("b").answer(Answer.error("22012", "division by zero"));
            assertThat(client.query("a; -- ; not a statement\n a;b;a"))
                    .startsWith("A; ERROR 42601");
            assertThat(client.query("a; b; a"))
                    .isEqualTo("A; ERROR 22012 division by zero; ready I");
            assertThat(client.query(" ; ")).isEqualTo("EMPTY_QUERY; ready I");
        }
    }

    @RondoTest
    void semicolonsInQuotesDoNotSplit() {
        assertThat(SqlScript.split("a ';' b; \"x;y\" $$;$$ $q$;$$;$q$ /* ; */ -- ;\n c; "))
                .containsExactly("a ';' b", "\"x;y\" $$;$$ $q$;$$;$q$ /* ; */ -- ;\n c");
        assertThat(SqlScript.split("a 'open; b")).containsExactly("a 'open; b");
        assertThat(SqlScript.parameterTypes("select $2::int4[], $1 , '$9'")).startsWith(25, 1007);
    }

    // ---- Transactions

    @RondoTest
    void transactionsAreKnown() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            server.when("fail").answer(Answer.error("22012", "division by zero"));
            server.when("ok").answer(Answer.status("OK"));
            assertThat(client.query("begin isolation level serializable"))
                    .isEqualTo("BEGIN; ready T");
            assertThat(client.query("savepoint \"A\"")).isEqualTo("SAVEPOINT; ready T");
            assertThat(client.query("fail")).endsWith("ready E");
            assertThat(client.query("ok")).startsWith("ERROR 25P02").endsWith("ready E");
            assertThat(client.query("rollback to savepoint \"A\"")).isEqualTo("ROLLBACK; ready T");
            assertThat(client.query("release savepoint \"A\"")).isEqualTo("RELEASE; ready T");
            assertThat(client.query("rollback to \"A\"")).startsWith("ERROR 3B001");
            assertThat(client.query("COMMIT")).isEqualTo("ROLLBACK; ready I");
            assertThat(client.query("START TRANSACTION; ok; END"))
                    .isEqualTo("BEGIN; OK; COMMIT; ready I");
            assertThat(client.query("savepoint x")).startsWith("ERROR 25P01");
        }
    }

    @RondoTest
    void failedCommitEndsTheTransaction() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            server.when("commit").answer(Answer.error("23503", "deferred"));
            client.query("begin");
            assertThat(client.query("commit")).isEqualTo("ERROR 23503 deferred; ready I");
        }
    }

    // ---- Extended protocol

    @RondoTest
    void statementIsPreparedDescribedAndRun() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            server.when("select name from users where id = $1 and x = $2")
                    .parameters("int4")
                    .answer(Answer.rows("name").withRow("Ada"));
            client.out().parse("s", "select name from users where id = $1 and x = $2", new int[0]);
            client.out().describeStatement("s");
            client.out().sync();
            assertThat(client.answers())
                    .isEqualTo("PARSE_COMPLETE; parameters [23, 25]; columns [name:25:0]; ready I");
            client.out().beginBind("", "s", Formats.TEXT, 2);
            client.out().value(new byte[] {'7'}, 0, 1);
            client.out().nullValue();
            client.out().endBind(Formats.TEXT);
            client.out().describePortal("");
            client.out().execute("", 0);
            client.out().sync();
            assertThat(client.answers())
                    .isEqualTo("BIND_COMPLETE; columns [name:25:0]; row Ada; SELECT 1; ready I");
            assertThat(server.asked().getLast().arguments()).containsExactly("7", null);
            assertThat(server.sessions().getFirst().statements()).isOne();
        }
    }

    private static void run(RawClient client, String sql) {
        client.out().parse("", sql, new int[0]);
        client.out().beginBind("", "", Formats.TEXT, 0);
        client.out().endBind(Formats.TEXT);
        client.out().execute("", 0);
    }

    @RondoTest
    void afterAnErrorAllIsSkippedUpToSync() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            server.when("fail").answer(Answer.error("23505", "twice"));
            server.when("ok").answer(Answer.status("OK"));
            run(client, "fail");
            run(client, "ok");
            client.out().sync();
            run(client, "ok");
            client.out().sync();
            assertThat(client.answers())
                    .isEqualTo("PARSE_COMPLETE; BIND_COMPLETE; ERROR 23505 twice; ready I");
            assertThat(client.answers()).isEqualTo("PARSE_COMPLETE; BIND_COMPLETE; OK; ready I");
            assertThat(server.statements()).containsExactly("fail", "ok");
        }
    }

    @RondoTest
    void syntaxErrorComesAtParse() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            server.when("selct").answer(Answer.error("42601", "syntax error"));
            run(client, "selct");
            client.out().sync();
            assertThat(client.answers()).isEqualTo("ERROR 42601 syntax error; ready I");
        }
    }

    @RondoTest
    void portalGoesOnWhereItStopped() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            server.when("three").answer(Answer.rows("n").withRow("1").withRow("2").withRow("3"));
            client.out().parse("", "three", new int[0]);
            client.out().beginBind("p", "", Formats.TEXT, 0);
            client.out().endBind(Formats.TEXT);
            client.out().execute("p", 2);
            client.out().execute("p", 2);
            client.out().sync();
            assertThat(client.answers())
                    .isEqualTo(
                            "PARSE_COMPLETE; BIND_COMPLETE; row 1; row 2; PORTAL_SUSPENDED; row 3;"
                                    + " SELECT 3; ready I");
            client.out().execute("p", 2);
            client.out().sync();
            assertThat(client.answers()).startsWith("ERROR 34000");
        }
    }

    @RondoTest
    void flushSendsWhatIsAnsweredSoFar() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            server.when("ok").answer(Answer.status("OK"));
            run(client, "ok");
            client.out().flush();
            assertThat(List.of(client.next(), client.next(), client.next()))
                    .containsExactly("PARSE_COMPLETE", "BIND_COMPLETE", "OK");
            client.out().sync();
            assertThat(client.answers()).isEqualTo("ready I");
        }
    }

    @RondoTest
    void namesOfStatementsAreKept() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            server.when("ok").answer(Answer.status("OK"));
            client.out().parse("s", "ok", new int[0]);
            client.out().parse("s", "ok", new int[0]);
            client.out().sync();
            assertThat(client.answers()).contains("PARSE_COMPLETE; ERROR 42P05");
            server.forgetStatements();
            client.out().describeStatement("s");
            client.out().sync();
            assertThat(client.answers()).startsWith("ERROR 26000");
            client.out().parse("s", "ok", new int[0]);
            client.out().closeStatement("s");
            client.out().parse("s", "ok", new int[0]);
            client.out().sync();
            assertThat(client.answers())
                    .isEqualTo("PARSE_COMPLETE; CLOSE_COMPLETE; PARSE_COMPLETE; ready I");
            assertThat(client.query("discard temp")).isEqualTo("DISCARD TEMP; ready I");
            assertThat(server.sessions().getFirst().statements()).isOne();
            assertThat(client.query("deallocate all")).isEqualTo("DEALLOCATE; ready I");
            assertThat(client.query("deallocate s")).startsWith("ERROR 26000");
        }
    }

    @RondoTest
    void changedColumnsOfAPreparedStatementAreToldAsPostgresDoes() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            StatementScript script = server.when("all").answer(Answer.rows("a").withRow("1"));
            client.out().parse("s", "all", new int[0]);
            client.out().sync();
            client.answers();
            script.answer(Answer.rows("a", "b").withRow("1", "2"));
            client.out().beginBind("", "s", Formats.TEXT, 0);
            client.out().endBind(Formats.TEXT);
            client.out().execute("", 0);
            client.out().sync();
            assertThat(client.answers())
                    .isEqualTo(
                            "BIND_COMPLETE; ERROR 0A000 cached plan must not change result type;"
                                    + " ready I");
        }
    }

    @RondoTest
    void numberOfArgumentsIsChecked() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            server.when("ok $1").answer(Answer.status("OK"));
            run(client, "ok $1");
            client.out().sync();
            assertThat(client.answers())
                    .isEqualTo(
                            "PARSE_COMPLETE; ERROR 08P01 bind message supplies 0 parameters, but"
                                    + " prepared statement \"\" requires 1; ready I");
        }
    }

    @RondoTest
    void answerIsMadeOfArguments() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            Answer like = Answer.rows("twice");
            server.when("twice $1")
                    .answerBy(
                            like,
                            asked -> {
                                Rondo.sleep(Duration.ofSeconds(1));
                                return like.withRow("" + asked.arguments().get(0) + "!");
                            });
            client.out().parse("", "twice $1", new int[0]);
            client.out().beginBind("", "", Formats.TEXT, 1);
            client.out().value(new byte[] {'x'}, 0, 1);
            client.out().endBind(Formats.TEXT);
            client.out().execute("", 0);
            client.out().sync();
            assertThat(client.answers())
                    .isEqualTo("PARSE_COMPLETE; BIND_COMPLETE; row x!; SELECT 1; ready I");
        }
    }

    // ---- Time and cancels

    @RondoTest
    void slowAnswerTakesItsTime() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            server.when("slow")
                    .answer(
                            Answer.rows("n")
                                    .withRow("1")
                                    .withRow("2")
                                    .after(Duration.ofSeconds(5))
                                    .withPause(Duration.ofSeconds(1)));
            Duration begin = now();
            client.out().query("slow");
            assertThat(client.next()).startsWith("columns");
            assertThat(client.next()).isEqualTo("row 1");
            assertThat(now().minus(begin)).isEqualTo(Duration.ofSeconds(6));
            assertThat(client.answers()).isEqualTo("row 2; SELECT 2; ready I");
            assertThat(now().minus(begin)).isEqualTo(Duration.ofSeconds(7));
        }
    }

    @RondoTest
    void runningStatementIsCancelled() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            server.when("lock").answer(Answer.never());
            client.out().query("lock");
            client.send();
            Rondo.sleep(1);
            assertThat(server.sessions().getFirst().running()).isEqualTo("lock");
            cancel(server, client);
            assertThat(client.answers())
                    .isEqualTo("ERROR 57014 canceling statement due to user request; ready I");
            assertThat(server.cancels()).isOne();
            assertThat(server.sessions().getFirst().running()).isEmpty();
        }
    }

    private static void cancel(ScriptedServer server, RawClient client) {
        try (RawClient other = RawClient.to(server)) {
            other.out().cancelRequest(client.key());
            assertThat(other.next()).isEqualTo("end");
        }
    }

    @RondoTest
    void cancelOfASessionThatWaitsIsNotHeard() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            server.when("ok").answer(Answer.status("OK").after(Duration.ofSeconds(1)));
            cancel(server, client);
            assertThat(client.query("ok")).isEqualTo("OK; ready I");
            try (RawClient other = RawClient.to(server)) {
                other.out()
                        .cancelRequest(
                                new dev.rondo.postgres.wire.BackendMessage.BackendKeyData(
                                        client.key().processId(), new byte[4]));
                client.out().query("ok");
                client.send();
                assertThat(other.next()).isEqualTo("end"); // a wrong secret
            }
            assertThat(client.answers()).isEqualTo("OK; ready I");
        }
    }

    @RondoTest
    void cancelCanBeLateAndHitTheNextStatement() {
        ScriptedServerOptions options =
                ScriptedServerOptions.defaults().withCancelDelay(Duration.ofSeconds(2));
        try (ScriptedServer server = ScriptedServer.start(options);
                RawClient client = RawClient.in(server)) {
            server.when("a").answer(Answer.status("A").after(Duration.ofSeconds(1)));
            server.when("b").answer(Answer.status("B").after(Duration.ofSeconds(9)));
            client.out().query("a");
            client.out().query("b");
            client.send();
            cancel(server, client);
            assertThat(client.answers()).isEqualTo("A; ready I");
            assertThat(client.answers()).startsWith("ERROR 57014");
        }
    }

    // ---- Notifications, notices, parameters

    @RondoTest
    void notificationsReachThoseWhoListen() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient one = RawClient.in(server);
                RawClient other = RawClient.in(server)) {
            assertThat(one.query("LISTEN jobs; listen \"A b\"")).endsWith("LISTEN; ready I");
            server.notifyAll("jobs", "first");
            assertThat(one.next()).isEqualTo("heard jobs=first");
            assertThat(other.query("begin; notify jobs, 'it''s'; notify \"A b\""))
                    .endsWith("ready T");
            one.query("begin");
            other.query("commit");
            assertThat(one.query("commit"))
                    .isEqualTo("COMMIT; heard jobs=it's; heard A b=; ready I");
            other.query("begin; notify jobs; rollback");
            one.query("unlisten jobs");
            server.notifyAll("jobs", "nobody");
            server.notifyAll("A b", "last");
            assertThat(one.next()).isEqualTo("heard A b=last");
        }
    }

    @RondoTest
    void noticesAndParametersAreTold() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            server.notice("WARNING", "01000", "careful");
            assertThat(client.next()).isEqualTo("WARNING careful");
            server.setParameter("application_name", "x");
            assertThat(client.next()).isEqualTo("application_name=x");
            server.when("a").answer(Answer.status("A").withNotice("NOTICE", "00000", "hm"));
            assertThat(client.query("a")).isEqualTo("NOTICE hm; A; ready I");
            assertThat(client.query("set application_name to 'y'; show application_name"))
                    .isEqualTo(
                            "application_name=y; SET; columns [application_name:25:0]; row y; SHOW;"
                                    + " ready I");
        }
    }

    // ---- COPY

    @RondoTest
    void copyGoesBothWays() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            server.when("copy t to stdout").answer(Answer.copyOut("a\n", "b\n"));
            server.when("copy t from stdin").answer(Answer.copyIn());
            assertThat(client.query("copy t to stdout"))
                    .isEqualTo("copy OUT; data a\nb\n; COPY_DONE; COPY 2; ready I");
            client.out().query("copy t from stdin");
            client.out().copyData(new byte[] {'x', '\n', 'y'}, 0, 3);
            client.out().copyData(new byte[] {'\n'}, 0, 1);
            client.out().copyDone();
            assertThat(client.answers()).isEqualTo("copy IN; COPY 2; ready I");
            assertThat(server.copied()).containsExactly(new byte[] {'x', '\n', 'y', '\n'});
            client.out().query("copy t from stdin");
            client.out().copyFail("no more");
            assertThat(client.answers())
                    .isEqualTo("copy IN; ERROR 57014 COPY from stdin failed: no more; ready I");
        }
    }

    @RondoTest
    void copyFailsOnTheServerWhileDataComes() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            server.when("copy t from stdin")
                    .answer(Answer.copyIn().thenError("22P04", "extra data"));
            client.out().query("copy t from stdin");
            client.out().copyData(new byte[] {'x'}, 0, 1);
            client.out().copyData(new byte[] {'y'}, 0, 1);
            client.out().copyDone();
            assertThat(client.answers()).isEqualTo("copy IN; ERROR 22P04 extra data; ready I");
            assertThat(client.query("begin")).isEqualTo("BEGIN; ready T");
        }
    }

    @RondoTest
    void answersOfMisusedScriptsAreRefused() {
        assertThatThrownBy(() -> Answer.rows("a nosuchtype"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nosuchtype");
        assertThatThrownBy(() -> Answer.rows("a").withRow(1, 2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Answer.status("A").withField('D', "x"))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Answer.error("4200", "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Answer.rows("a int4").withRow(1).after(Duration.ofSeconds(1)).toString())
                .isEqualTo("<Answer 1 rows of [a int4] after PT1S>");
    }

    @RondoTest
    void serverThatIsClosedEndsItsTasks() {
        ScriptedServer server = ScriptedServer.start();
        server.when("lock").answer(Answer.never());
        RawClient client = RawClient.in(server);
        Task<?> query = Rondo.createTask(() -> assertThat(client.query("lock")).startsWith("end"));
        Rondo.sleep(1);
        assertThat(server).hasToString("<ScriptedServer localhost:5432 sessions=1 asked=1>");
        server.close();
        query.await();
        client.close();
        assertThat(server.sessions()).isEmpty();
        assertThat(server).hasToString("<ScriptedServer localhost:5432 down sessions=0 asked=1>");
    }
}
