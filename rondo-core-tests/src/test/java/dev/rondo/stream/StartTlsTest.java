package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.waitAll;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.testing.TestTls;
import java.util.List;
import org.junit.jupiter.api.Test;

/** TLS that begins on a connection in use, as SMTP's and PostgreSQL's does. */
class StartTlsTest {
    private static final TlsOptions CLIENT = TestTls.client();
    private static final TlsOptions SERVER = TestTls.server();

    interface Scenario {
        void run(Connection client, Connection server) throws Exception;
    }

    private static void scenario(Scenario body) {
        try {
            Rondo.<Exception>run(() -> {
                MemoryStream.Pair pair = MemoryStream.pair();
                try {
                    body.run(new Connection(pair.first()), new Connection(pair.second()));
                } finally {
                    pair.first().abort();
                    pair.second().abort();
                }
            });
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void upgrade(Connection client, Connection server) {
        Task<?> answering = createTask(() -> server.startTls(SERVER));
        client.startTls(CLIENT);
        answering.await();
    }

    @Test
    void readerAndWriterGoOnOverTls() {
        scenario((client, server) -> {
            StreamReader reader = client.reader();
            StreamWriter writer = client.writer();
            writer.write("STARTTLS\n");
            assertThat(server.reader().nextLine()).contains("STARTTLS");
            server.writer().write("GO\n");
            assertThat(reader.nextLine()).contains("GO");
            upgrade(client, server);
            writer.write("secret\n");
            assertThat(server.reader().nextLine()).contains("secret");
            server.writer().write("answer\n");
            assertThat(reader.nextLine()).contains("answer");
            assertThat(client.reader()).isSameAs(reader);
            assertThat(client.writer()).isSameAs(writer);
            assertThat(client.info().tls()).isPresent();
            assertThat(writer.info().tls()).isPresent();
            assertThat(client.stream().toString()).startsWith("<TlsStream TLSv1.3");
        });
    }

    @Test
    void writesThatAreBufferedGoOutPlainBeforeTheHandshake() {
        scenario((client, server) -> {
            client.writer().write("STARTTLS\n");
            Task<?> starting = createTask(() -> client.startTls(CLIENT));
            assertThat(server.reader().nextLine()).contains("STARTTLS");
            server.startTls(SERVER);
            starting.await();
        });
    }

    @Test
    void bytesTheReaderHasBufferedGoToTheHandshake() {
        scenario((client, server) -> {
            client.writer().write("STARTTLS\n");
            Task<?> starting = createTask(() -> client.startTls(CLIENT));
            for (int i = 0; i < 5; i++) {
                sleep(0); // the client's hello follows its line
            }
            assertThat(server.reader().nextLine()).contains("STARTTLS");
            assertThat(server.reader().buffered()).isPositive();
            server.startTls(SERVER);
            starting.await();
            assertThat(server.reader().buffered()).isZero();
        });
    }

    @Test
    void plainBytesSlippedInBehindTheCommandAreNotTakenForSecureOnes() {
        scenario((client, server) -> {
            client.writer().write("STARTTLS\nDELETE everything\n");
            client.writer().flush();
            assertThat(server.reader().nextLine()).contains("STARTTLS");
            assertThatThrownBy(() -> server.startTls(SERVER))
                    .isInstanceOfSatisfying(
                            TlsException.class,
                            e -> {
                                assertThat(e.reason()).isEqualTo(TlsException.Reason.NOT_TLS);
                                assertThat(e).hasMessageContaining("DELETE everything\\n");
                            });
            assertThat(server.stream().isClosed()).isTrue();
        });
    }

    @Test
    void whatIsWrittenDuringTheHandshakeIsSentEncryptedAfterIt() {
        scenario((client, server) -> {
            Task<?> starting = createTask(() -> client.startTls(CLIENT));
            sleep(0);
            client.writer().write("early\n");
            sleep(0);
            server.startTls(SERVER);
            starting.await();
            assertThat(server.reader().nextLine()).contains("early");
        });
    }

    @Test
    void writerThatIsFullWaitsForTheHandshake() {
        scenario((client, server) -> {
            Task<?> starting = createTask(() -> client.startTls(CLIENT));
            sleep(0);
            Task<?> writing = createTask(() -> client.writer().write(new byte[100_000]));
            sleep(0);
            assertThat(writing.done()).isFalse();
            server.startTls(SERVER);
            starting.await();
            assertThat(server.reader().readExactly(100_000)).hasSize(100_000);
            writing.await();
        });
    }

    @Test
    void twiceIsTlsInTls() {
        scenario((client, server) -> {
            upgrade(client, server);
            upgrade(client, server);
            client.writer().write("deep\n");
            assertThat(server.reader().nextLine()).contains("deep");
            assertThat(client.stream().toString()).contains("over <TlsStream");
        });
    }

    @Test
    void refusedWhileAnotherTaskReads() {
        scenario((client, server) -> {
            Task<byte[]> reading = createTask(() -> client.reader().read(10));
            sleep(0);
            assertThatThrownBy(() -> client.startTls(CLIENT))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Another task is reading from");
            server.writer().write("still plain");
            assertThat(new String(reading.await(), UTF_8)).isEqualTo("still plai");
        });
    }

    @Test
    void readingDuringTheHandshakeIsRefused() {
        scenario((client, server) -> {
            Task<?> starting = createTask(() -> client.startTls(CLIENT));
            sleep(0);
            assertThatThrownBy(() -> client.reader().read(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("TLS is being started");
            assertThatThrownBy(() -> client.startTls(CLIENT))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Another task is starting TLS");
            server.startTls(SERVER);
            starting.await();
        });
    }

    @Test
    void refusedOnAClosedConnection() {
        scenario((client, server) -> {
            client.close();
            assertThatThrownBy(() -> client.startTls(CLIENT))
                    .isInstanceOf(StreamClosedException.class)
                    .hasMessageStartingWith("start TLS on");
            server.writer().writeEof();
            assertThatThrownBy(() -> server.startTls(SERVER))
                    .isInstanceOf(StreamClosedException.class);
        });
    }

    @Test
    void failureClosesTheConnectionAndFailsItsWriter() {
        scenario((client, server) -> {
            Task<?> starting = createTask(() -> client.startTls(CLIENT));
            sleep(0);
            Task<?> flushing =
                    createTask(() -> {
                        client.writer().write("never sent");
                        client.writer().flush();
                    });
            sleep(0);
            server.writer().write("no TLS here\n");
            assertThatThrownBy(starting::await).isInstanceOf(TlsException.class);
            assertThatThrownBy(flushing::await).isInstanceOf(StreamClosedException.class);
            assertThat(client.stream().isClosed()).isTrue();
        });
    }

    @Test
    void cancellationClosesTheConnection() {
        scenario((client, server) -> {
            Task<?> starting = createTask(() -> client.startTls(CLIENT));
            sleep(0);
            starting.cancel();
            waitAll(List.of(starting));
            assertThat(starting.cancelled()).isTrue();
            assertThat(client.stream().isClosed()).isTrue();
        });
    }

    @Test
    void optionsWithoutANameToCheckLeaveTheConnectionAsItIs() {
        scenario((client, server) -> {
            TlsOptions nameless = TlsOptions.client(TestTls.AUTHORITY.trustingContext());
            assertThatThrownBy(() -> client.startTls(nameless))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("verifyHostname needs a hostname");
            upgrade(client, server);
        });
    }

    @Test
    void inputStreamMadeBeforeReadsTheSecureBytes() {
        scenario((client, server) -> {
            var in = server.reader().inputStream();
            var out = client.writer().outputStream();
            upgrade(client, server);
            out.write("through views".getBytes(UTF_8));
            out.flush();
            assertThat(in.readNBytes(13)).asString(UTF_8).isEqualTo("through views");
            Task<?> closing = createTask(() -> in.close());
            assertThat(client.reader().read(1)).isEmpty(); // a good-bye, no cut
            client.close();
            closing.await();
        });
    }
}
