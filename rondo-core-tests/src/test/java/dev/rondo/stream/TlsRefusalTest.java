package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.toThread;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.testing.TestTls;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS that fails for what the program itself does: nothing stays open, nothing goes out plain. */
class TlsRefusalTest {
    private static final TlsOptions CLIENT = TestTls.client();
    private static final TlsOptions SERVER = TestTls.server();

    /** A trust manager with an assertion that fails. */
    private static final class Asserting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            throw new AssertionError("of the trust manager");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static TlsOptions asserting() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Asserting()}, null);
        return TlsOptions.client(context, TestTls.HOST);
    }

    private static TlsOptions impossible() {
        return CLIENT.withParameters(
                parameters -> parameters.setProtocols(new String[] {"no such protocol"}));
    }

    /** Notes what goes through. */
    private static final class Tapped extends Wrapped {
        final ByteArrayOutputStream sent = new ByteArrayOutputStream();

        Tapped(ByteStream inner) {
            super(inner);
        }

        @Override
        public void write(ByteBuffer source) {
            ByteBuffer before = source.duplicate();
            super.write(source);
            note(before, source);
        }

        @Override
        public int tryWrite(ByteBuffer source) {
            ByteBuffer before = source.duplicate();
            int count = super.tryWrite(source);
            note(before, source);
            return count;
        }

        private void note(ByteBuffer before, ByteBuffer after) {
            while (before.position() < after.position()) {
                sent.write(before.get());
            }
        }
    }

    @Test
    void optionsThatTheEngineRefusesCloseTheConnection() {
        Rondo.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            assertThatThrownBy(() -> Tls.client(pair.first(), impossible()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(pair.first().isClosed()).isTrue();
        });
    }

    @Test
    void writesDuringAHandshakeThatEndsWithAnErrorNeverGoOutPlain() throws Exception {
        TlsOptions options = asserting();
        Rondo.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            Tapped tapped = new Tapped(pair.first());
            Connection connection = new Connection(tapped);
            Task<?> peer = createTask(() -> Tls.server(pair.second(), SERVER));
            Task<?> starting = createTask(() -> connection.startTls(options));
            sleep(0);
            connection.writer().write("the password");
            assertThatThrownBy(starting::await).isInstanceOf(AssertionError.class);
            assertThatThrownBy(() -> connection.writer().flush())
                    .isInstanceOf(StreamClosedException.class);
            assertThat(tapped.isClosed()).isTrue();
            assertThatThrownBy(peer::await).isInstanceOf(StreamException.class);
            assertThat(tapped.sent.toString(UTF_8)).doesNotContain("password");
        });
    }

    @Test
    void transportDoesNotSendPlainAfterAHandshakeThatEndsWithAnErrorEither() throws Exception {
        TlsOptions options = asserting();
        Rondo.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            Tapped tapped = new Tapped(pair.first());
            RecordingProtocol protocol = new RecordingProtocol();
            Transport transport = Transport.over(tapped, protocol);
            Task<?> peer = createTask(() -> Tls.server(pair.second(), SERVER));
            Task<?> starting = createTask(() -> transport.startTls(protocol, options));
            sleep(0);
            transport.write("the password".getBytes(UTF_8));
            assertThatThrownBy(starting::await).isInstanceOf(AssertionError.class);
            protocol.awaitCall("lost");
            assertThatThrownBy(peer::await).isInstanceOf(StreamException.class);
            assertThat(tapped.sent.toString(UTF_8)).doesNotContain("password");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"with_underscores", "ends.in.a.dot.", "-", "..", "a b", "ümlaut.test"})
    void namesThatCannotBeSentAsSniAreNotSent(String host) {
        Rondo.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            Task<ByteStream> accepting = createTask(() -> Tls.server(pair.second(), SERVER));
            TlsOptions named = CLIENT.withHostname(host).withoutHostnameVerification();
            ByteStream secure = Tls.client(pair.first(), named);
            ByteStream peer = accepting.await();
            assertThat(secure.info().tls()).isPresent();
            secure.abort();
            peer.abort();
        });
    }

    @Test
    void otherThreadsAreRefusedAndDisturbNothing() {
        Rondo.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            Task<ByteStream> accepting = createTask(() -> Tls.server(pair.second(), SERVER));
            ByteStream near = Tls.client(pair.first(), CLIENT);
            ByteStream far = accepting.await();
            List<ThrowingCallable> calls =
                    List.of(
                            () -> near.read(ByteBuffer.allocate(1)),
                            near::waitReadable,
                            () -> near.write(ByteBuffer.allocate(1)),
                            () -> near.tryWrite(ByteBuffer.allocate(1)),
                            near::writeEof,
                            near::close,
                            near::abort);
            toThread(() ->
                    calls.forEach(call ->
                            assertThatThrownBy(call)
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessageContaining("Use callSoonThreadsafe()")));
            near.write(ByteBuffer.wrap("ok".getBytes(UTF_8)));
            assertThat(new StreamReader(far).readExactly(2)).isEqualTo("ok".getBytes(UTF_8));
            Task<?> closing = createTask(far::close);
            near.close();
            closing.await();
        });
    }

    @Test
    void transportWhosePeerDoesNotTakeTheLastBytesIsLostWithATimeout() throws Exception {
        Rondo.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(20_000);
            Task<ByteStream> accepting = createTask(() -> Tls.server(pair.second(), SERVER));
            RecordingProtocol protocol = new RecordingProtocol();
            Transport transport = Transport.over(Tls.client(pair.first(), CLIENT), protocol);
            ByteStream far = accepting.await();
            transport.write(new byte[40_000]);
            sleep(0);
            transport.close();
            protocol.awaitCall("lost");
            Optional<Throwable> failure = protocol.failure();
            far.abort();
            assertThat(failure.map(Object::getClass)).contains(dev.rondo.TimeoutException.class);
        });
    }
}
