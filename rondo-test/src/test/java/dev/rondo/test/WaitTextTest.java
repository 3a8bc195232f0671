package dev.rondo.test;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Action;
import dev.rondo.Task;
import dev.rondo.sim.Host;
import dev.rondo.sim.Simulation;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.DatagramOptions;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.Network;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What a task that waits in the kit or in a simulation says that it waits for. */
class WaitTextTest {
    private static void assertWaits(String text, Action<RuntimeException> body) {
        Task<?> task = createTask("waits for " + text, body);
        sleep(1);
        assertThat(task.snapshot().waitingOn()).contains(text);
        task.cancel();
        assertThatThrownBy(task::await);
    }

    private static void assertListenerAndDatagramsSay(Network network) {
        Listener listener = network.listen(new InetSocketAddress(80), ListenOptions.defaults());
        assertWaits("accept on " + listener, listener::accept);
        var datagrams = network.datagrams(DatagramOptions.defaults());
        assertWaits("receive on " + datagrams, datagrams::receive);
        listener.close();
        datagrams.close();
    }

    private static void fill(ByteStream stream) {
        while (true) {
            stream.write(ByteBuffer.allocate(100_000));
        }
    }

    @RondoTest
    void networksInMemorySayWhatTheyWaitFor(MemoryNetwork network) {
        assertListenerAndDatagramsSay(network);
    }

    @RondoTest
    void lockstepStreamsSayWhatTheyWaitFor() {
        LockstepStream.Pair pair = LockstepStream.pair();
        assertWaits("read of <LockstepStream>", () -> pair.first().read(ByteBuffer.allocate(1)));
        assertWaits("write to <LockstepStream>", () -> fill(pair.first()));
    }

    @RondoTest
    void stepsSayWhichOneTheyWaitFor() {
        Sequencer sequence = new Sequencer();
        assertWaits("turn 3 of <Sequencer at 0>", () -> sequence.step(3));
    }

    @RondoTest
    void clocksSayWhatTheyWaitFor(VirtualClock clock) {
        clock.setAutojump(false);
        Task<?> advancing = createTask(() -> clock.advance(5));
        sleep(0);
        assertThat(advancing.snapshot().waitingOn()).isEqualTo("advance of virtual clock at PT0S");
        advancing.await();
        Task<?> blocked = createTask(clock::waitUntilBlocked);
        sleep(0);
        assertThat(blocked.snapshot().waitingOn())
                .isEqualTo("all others to wait on virtual clock at PT5S");
        blocked.await();
    }

    @Test
    void simulationsSayWhatTheyWaitFor() {
        Simulation.run(
                1,
                simulation -> {
                    Network network = simulation.main().network();
                    assertListenerAndDatagramsSay(network);
                    Host host =
                            simulation.host(
                                    "host",
                                    self -> {
                                        InetSocketAddress address = new InetSocketAddress(7);
                                        self.network().listen(address, ListenOptions.defaults());
                                        sleep(1_000);
                                    });
                    assertWaits("the end of <Host host UP>", host::join);
                    ByteStream stream = network.connect("host", 7);
                    assertWaits("read of " + stream, () -> stream.read(ByteBuffer.allocate(1)));
                    assertWaits("write to " + stream, () -> fill(stream));
                    simulation.links().cut(simulation.main(), host);
                    assertWaits("connect to host", () -> network.connect("host", 7));
                });
    }
}
