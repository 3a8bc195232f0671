package dev.rondo.postgres.test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.postgres.test.ScriptedServerOptions.Authentication;
import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.test.RondoTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who comes in and who does not, and how a scripted server fails. */
class ScriptedFaultsTest {
    private static final String WRONG =
            "FATAL 28P01 password authentication failed for user \"%s\"";

    // ---- Coming in

    @RondoTest
    void passwordIsAskedFor() {
        ScriptedServerOptions options =
                ScriptedServerOptions.defaults()
                        .withAuthentication(Authentication.PASSWORD)
                        .withUser("ada", "engine");
        assertThat(options.toString()).contains("[ada]").doesNotContain("engine");
        try (ScriptedServer server = ScriptedServer.start(options)) {
            assertThat(logIn(server, "ada", "engine")).isEqualTo("application_name=raw; ready I");
            assertThat(logIn(server, "ada", "wrong")).startsWith(WRONG.formatted("ada"));
            assertThat(logIn(server, "eve", "engine")).startsWith(WRONG.formatted("eve"));
        }
    }

    private static String logIn(ScriptedServer server, String user, String password) {
        try (RawClient client = RawClient.to(server)) {
            client.startup(user);
            assertThat(client.next()).isEqualTo("CleartextPassword");
            client.out().password(password);
            return client.answers();
        }
    }

    @RondoTest
    void md5IsAskedFor() {
        ScriptedServerOptions options =
                ScriptedServerOptions.defaults()
                        .withAuthentication(Authentication.MD5)
                        .withUser("ada", "engine");
        try (ScriptedServer server = ScriptedServer.start(options)) {
            // md5(hex(md5("engine" "ada")) 01020304), as another program reckons it
            assertThat(md5(server, "md5a5885fca4b8cc76a28edf4879bd10a99")).endsWith("ready I");
            assertThat(md5(server, "md5a5885fca4b8cc76a28edf4879bd10a98"))
                    .startsWith(WRONG.formatted("ada"));
        }
    }

    private static String md5(ScriptedServer server, String password) {
        try (RawClient client = RawClient.to(server)) {
            client.startup("ada");
            assertThat(client.next()).isEqualTo("Md5Password");
            client.out().password(password);
            return client.answers();
        }
    }

    @RondoTest
    void scramIsAskedForAndProvesTheServer() throws Exception {
        ScriptedServerOptions options =
                ScriptedServerOptions.defaults()
                        .withAuthentication(Authentication.SCRAM_SHA_256)
                        .withUser("ada", "engine");
        try (ScriptedServer server = ScriptedServer.start(options)) {
            assertThat(scram(server, "engine"))
                    .isEqualTo("SaslFinal; application_name=raw; ready I");
            assertThat(scram(server, "motor")).startsWith("FATAL 28P01");
        }
    }

    /** RFC 5802 from the client's side, written down once more. */
    private static String scram(ScriptedServer server, String password) throws Exception {
        try (RawClient client = RawClient.to(server)) {
            client.startup("ada");
            assertThat(client.next()).isEqualTo("Sasl");
            client.out().saslInitialResponse("SCRAM-SHA-256", "n,,n=,r=abc".getBytes(UTF_8));
            client.send();
            var data = (dev.rondo.postgres.wire.Authentication.SaslContinue) client.message();
            String first = new String(data.data(), UTF_8);
            String nonce = first.split(",")[0];
            String salt = first.split(",")[1].substring(2);
            String without = "c=biws," + nonce;
            byte[] salted =
                    SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                            .generateSecret(
                                    new PBEKeySpec(
                                            password.toCharArray(),
                                            Base64.getDecoder().decode(salt),
                                            4096,
                                            256))
                            .getEncoded();
            byte[] proof = hmac(salted, "Client Key");
            byte[] stored = java.security.MessageDigest.getInstance("SHA-256").digest(proof);
            byte[] signature = hmac(stored, "n=,r=abc," + first + "," + without);
            for (int i = 0; i < proof.length; i++) {
                proof[i] ^= signature[i];
            }
            client.out()
                    .saslResponse(
                            (without + ",p=" + Base64.getEncoder().encodeToString(proof))
                                    .getBytes(StandardCharsets.UTF_8));
            return client.answers();
        }
    }

    private static byte[] hmac(byte[] key, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(UTF_8));
    }

    @RondoTest
    void tlsIsRefusedWhereThereIsNone() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.to(server)) {
            client.out().sslRequest();
            client.send();
            // The one byte would be the beginning of a notice.
            client.startup("test");
            assertThatThrownBy(client::next).hasMessageContaining("'N'");
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusalIsWhatItsNameSays(Refusal refusal) {
        String expected =
                switch (refusal) {
                    case STARTING_UP -> "FATAL 57P03 the database system is starting up; end";
                    case SHUTTING_DOWN -> "FATAL 57P03 the database system is shutting down; end";
                    case IN_RECOVERY -> "FATAL 57P03 the database system is in recovery mode; end";
                    case TOO_MANY_CLIENTS -> "FATAL 53300 sorry, too many clients already; end";
                    case NO_DATABASE -> "FATAL 3D000 database \"test\" does not exist; end";
                    case NO_ENTRY -> "FATAL 28000 no pg_hba.conf entry for user \"test\"; end";
                    case NO_PROCESS ->
                            "FATAL 53000 could not fork new process for connection:"
                                    + " Cannot allocate memory; end";
                    case CUT -> "end";
                    case SILENCE -> "silence";
                    case GARBAGE -> "garbage";
                };
        dev.rondo.test.RondoTests.run(() -> {
            try (ScriptedServer server = ScriptedServer.start()) {
                server.refuseNext(refusal);
                try (RawClient client = RawClient.to(server)) {
                    client.startup("test");
                    assertThat(answersWithin(client)).isEqualTo(expected);
                }
                RawClient.in(server).close(); // only that one was refused
            }
        });
    }

    private static String answersWithin(RawClient client) {
        try {
            return Rondo.timeout(Duration.ofHours(1), client::answers);
        } catch (TimeoutException e) {
            return "silence";
        } catch (RuntimeException e) {
            assertThat(e).hasMessageContaining("it began a message with \"HTTP/1.1 400");
            return "garbage";
        }
    }

    @RondoTest
    void oneClientTooManyIsRefused() {
        ScriptedServerOptions options = ScriptedServerOptions.defaults().withMaxConnections(2);
        try (ScriptedServer server = ScriptedServer.start(options);
                RawClient one = RawClient.in(server)) {
            try (RawClient two = RawClient.in(server);
                    RawClient three = RawClient.to(server)) {
                three.startup("test");
                assertThat(three.answers()).startsWith("FATAL 53300");
                two.out().terminate();
                two.send();
            }
            Rondo.sleep(1);
            RawClient.in(server).close();
            assertThat(server.mostSessions()).isEqualTo(2);
            assertThat(server.connections()).isEqualTo(4);
            assertThat(one.query("begin")).isEqualTo("BEGIN; ready T");
        }
    }

    // ---- Answers that break off

    @RondoTest
    void connectionEndsInTheMiddleOfARow() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            server.when("rows")
                    .answer(Answer.rows("a").withRow("one").withRow("another").thenCut());
            assertThat(client.query("rows"))
                    .isEqualTo("columns [a:25:0]; row one; row another; end within a message");
        }
    }

    @RondoTest
    void answersBreakOffAsTheirNamesSay() {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.when("cut").answer(Answer.cut());
            server.when("reset").answer(Answer.reset());
            server.when("garbage").answer(Answer.garbage());
            server.when("fatal").answer(Answer.fatal("57P01", "terminating"));
            server.when("late")
                    .answer(Answer.rows("a").withRow("1").thenError("22012", "division by zero"));
            server.when("stuck").answer(Answer.rows("a").withRow("1").thenNever());
            assertThat(ask(server, "cut")).isEqualTo("end");
            assertThat(ask(server, "reset")).isEqualTo("end by ConnectionResetException");
            assertThat(ask(server, "garbage")).contains("unknown type 0x00");
            assertThat(ask(server, "fatal")).isEqualTo("FATAL 57P01 terminating; end");
            assertThat(ask(server, "late"))
                    .isEqualTo("columns [a:25:0]; row 1; ERROR 22012 division by zero; ready I");
            assertThat(ask(server, "stuck")).isEqualTo("silence");
        }
    }

    private static String ask(ScriptedServer server, String sql) {
        try (RawClient client = RawClient.in(server)) {
            return Rondo.timeout(Duration.ofHours(1), () -> client.query(sql));
        } catch (TimeoutException e) {
            return "silence";
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @RondoTest
    void silentSessionHearsNoCancel() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            server.when("silence").answer(Answer.silence());
            Task<String> query = Rondo.createTask(() -> client.query("silence"));
            Rondo.sleep(1);
            try (RawClient other = RawClient.to(server)) {
                other.out().cancelRequest(client.key());
                assertThat(other.next()).isEqualTo("end");
            }
            server.terminateAll();
            Rondo.sleep(Duration.ofHours(1));
            assertThat(query.done()).isFalse();
            server.cutAll();
            assertThat(query.await()).startsWith("end");
        }
    }

    // ---- Sessions that end

    @RondoTest
    void idleSessionIsTerminated() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            server.terminate(client.key().processId());
            assertThat(client.answers())
                    .isEqualTo(
                            "FATAL 57P01 terminating connection due to administrator command; end");
            Rondo.sleep(1);
            assertThat(server.sessions()).isEmpty();
        }
    }

    @RondoTest
    void runningSessionIsTerminatedAndAnotherIsNot() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server);
                RawClient other = RawClient.in(server)) {
            server.when("lock").answer(Answer.never());
            client.out().query("lock");
            client.send();
            Rondo.sleep(1);
            server.terminate(client.key().processId(), "25P03", "idle-in-transaction timeout");
            assertThat(client.answers()).isEqualTo("FATAL 25P03 idle-in-transaction timeout; end");
            assertThat(other.query("begin")).isEqualTo("BEGIN; ready T");
        }
    }

    @RondoTest
    void crashEndsAllAndTheServerRecovers() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient one = RawClient.in(server);
                RawClient two = RawClient.in(server)) {
            server.crash();
            assertThat(List.of(one.answers(), two.answers()))
                    .allMatch(words -> words.startsWith("FATAL 57P02"));
            try (RawClient three = RawClient.to(server)) {
                three.startup("test");
                assertThat(three.answers()).startsWith("FATAL 57P03");
            }
            server.welcome();
            RawClient.in(server).close();
        }
    }

    @RondoTest
    void serverThatIsShutDownIsNotThereUntilItStartsAgain() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient one = RawClient.in(server)) {
            assertThatThrownBy(server::restart).isInstanceOf(IllegalStateException.class);
            server.shutDown();
            assertThat(one.answers()).startsWith("FATAL 57P01");
            assertThatThrownBy(() -> RawClient.to(server))
                    .isInstanceOf(dev.rondo.stream.ConnectionRefusedException.class);
            server.restart();
            RawClient.in(server).close();
        }
    }

    @RondoTest
    void frozenServerGoesOnWhenItIsThawed() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            server.freeze();
            Task<String> query = Rondo.createTask(() -> client.query("begin"));
            Task<?> login = Rondo.createTask(() -> RawClient.in(server).close());
            Rondo.sleep(Duration.ofHours(1));
            assertThat(query.done()).isFalse();
            assertThat(login.done()).isFalse();
            server.thaw();
            assertThat(query.await()).isEqualTo("BEGIN; ready T");
            login.await();
        }
    }

    @RondoTest
    void clientThatLeavesWhileItsStatementRunsIsNoticedAtItsEnd() {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.when("slow").answer(Answer.status("S").after(Duration.ofMinutes(1)));
            RawClient client = RawClient.in(server);
            client.out().query("slow");
            client.send();
            Rondo.sleep(1);
            client.close();
            Rondo.sleep(1);
            assertThat(server.sessions()).hasSize(1); // as PostgreSQL, which does not look
            Rondo.sleep(Duration.ofMinutes(2));
            assertThat(server.sessions()).isEmpty();
        }
    }

    @RondoTest
    void clientThatBreaksTheProtocolIsToldSo() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient client = RawClient.in(server)) {
            client.out().bytes().putAscii("!!!!!");
            assertThat(client.answers())
                    .startsWith("FATAL 08P01 A message of the unknown type '!'");
        }
    }

    @RondoTest
    void keyTellsItsSession() {
        try (ScriptedServer server = ScriptedServer.start();
                RawClient one = RawClient.in(server);
                RawClient two = RawClient.in(server)) {
            BackendMessage.BackendKeyData first = one.key();
            assertThat(first.processId()).isNotEqualTo(two.key().processId());
            assertThat(server.sessions())
                    .extracting(SessionView::processId)
                    .containsExactly(first.processId(), two.key().processId());
            assertThat(server.snapshot().sessions()).hasSize(2);
        }
    }
}
