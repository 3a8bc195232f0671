package dev.rondo.net;

import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.runningLoop;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.EventLoop;
import dev.rondo.LoopOptions;
import dev.rondo.Poller;
import dev.rondo.RunnerOptions;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A poller tells which sockets nobody has closed: what a test reports as left open. */
class OpenSocketsTest {
    static List<Supplier<Poller>> pollers() {
        return List.of(Pollers::nio, () -> Pollers.chosen());
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void aPollerTellsWhatIsOpen(Supplier<Poller> poller) {
        LoopOptions options = LoopOptions.defaults().withPoller(poller);
        run(
                RunnerOptions.defaults().withLoopFactory(() -> EventLoop.create(options)),
                () -> {
                    Poller watching = runningLoop().poller();
                    assertThat(watching.open()).isEmpty();
                    InetSocketAddress any =
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
                    Listener listener =
                            SystemNetwork.instance().listen(any, ListenOptions.defaults());
                    int port = ((InetSocketAddress) listener.address()).getPort();
                    assertThat(watching.open())
                            .hasSize(1)
                            .first()
                            .asString()
                            .startsWith("<listener ")
                            .endsWith(":" + port + ">");
                    ByteStream near = SystemNetwork.instance().connect("127.0.0.1", port);
                    ByteStream far = listener.accept();
                    assertThat(watching.open()).hasSize(3);
                    near.close();
                    far.abort();
                    listener.close();
                    assertThat(watching.open()).isEmpty();
                });
    }
}
