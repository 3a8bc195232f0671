package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.net.Channels.on;
import static dev.rondo.net.Net.sendFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Poller;
import dev.rondo.Task;
import dev.rondo.net.Channels.Pair;
import dev.rondo.stream.Connection;
import dev.rondo.stream.SendFileNotAvailableException;
import dev.rondo.stream.SendFileOptions;
import dev.rondo.stream.TlsOptions;
import dev.rondo.testing.TestTls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files through TLS over adopted channels, with each poller: always the fallback. */
class SendFileTlsTest {
    private static final byte[] CONTENT = new byte[1_000_000];
    private static final SendFileOptions ALL = SendFileOptions.defaults();
    // Made here, since the tests' tasks must not wait in a class initialiser.
    private static final TlsOptions CLIENT = TestTls.client();
    private static final TlsOptions SERVER = TestTls.server();
    @TempDir private static Path folder;
    private static Path file;

    @BeforeAll
    static void writeFile() throws IOException {
        new Random(4).nextBytes(CONTENT);
        file = Files.write(folder.resolve("file"), CONTENT);
    }

    static Stream<Supplier<Poller>> pollers() {
        return Channels.pollers();
    }

    /** Two ends of TLS. */
    private record Ends(Connection near, Connection far) {
        static Ends open() throws IOException {
            Pair pair = Pair.open();
            Connection near = Net.adopt(pair.near());
            Connection far = Net.adopt(pair.far());
            Task<?> accepting = createTask(() -> far.startTls(SERVER));
            near.startTls(CLIENT);
            accepting.await();
            return new Ends(near, far);
        }
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void fileKeepsItsPlaceBetweenWrites(Supplier<Poller> poller) throws Exception {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes("before".getBytes());
        expected.writeBytes(CONTENT);
        expected.writeBytes("after".getBytes());
        on(
                poller,
                () -> {
                    Ends ends = Ends.open();
                    Task<byte[]> reading = createTask(() -> ends.far().reader().readAll());
                    ends.near().writer().write("before");
                    assertThat(sendFile(ends.near(), file)).isEqualTo(CONTENT.length);
                    ends.near().writer().write("after");
                    ends.near().writer().writeEof();
                    assertThat(reading.await()).isEqualTo(expected.toByteArray());
                    ends.far().close();
                    ends.near().close();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void partOfAFileIsSent(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Ends ends = Ends.open();
                    Task<byte[]> reading = createTask(() -> ends.far().reader().readExactly(100));
                    assertThat(sendFile(ends.near(), file, ALL.withOffset(1000).withCount(100)))
                            .isEqualTo(100);
                    assertThat(reading.await()).isEqualTo(Arrays.copyOfRange(CONTENT, 1000, 1100));
                    ends.far().stream().abort();
                    ends.near().stream().abort();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void withoutFallbackNothingIsSent(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Ends ends = Ends.open();
                    assertThatThrownBy(() -> sendFile(ends.near(), file, ALL.withFallback(false)))
                            .isInstanceOf(SendFileNotAvailableException.class);
                    ends.near().writer().writeEof();
                    assertThat(ends.far().reader().readAll()).isEmpty();
                    ends.far().stream().abort();
                    ends.near().stream().abort();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void peerThatLeavesAfterTheLastByteDoesNotMatter(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Ends ends = Ends.open();
                    Task<?> peer =
                            createTask(() -> {
                                ends.far().reader().readExactly(CONTENT.length);
                                ends.far().stream().abort();
                            });
                    assertThat(sendFile(ends.near(), file)).isEqualTo(CONTENT.length);
                    peer.await();
                    ends.near().stream().abort();
                });
    }
}
