package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.waitAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.ExceptionGroup;
import dev.rondo.Task;
import dev.rondo.stream.AddressNotAvailableException;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.ConnectionRefusedException;
import dev.rondo.stream.HostUnreachableException;
import dev.rondo.stream.MemoryStream;
import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which address wins, in virtual time and without a network. */
class HappyEyeballsTest {
    private static final InetSocketAddress ASKED =
            InetSocketAddress.createUnresolved("example.test", 80);
    private static final InetSocketAddress SIX_1 = new InetSocketAddress("2001:db8::1", 80);
    private static final InetSocketAddress SIX_2 = new InetSocketAddress("2001:db8::2", 80);
    private static final InetSocketAddress SIX_3 = new InetSocketAddress("2001:db8::3", 80);
    private static final InetSocketAddress FOUR_1 = new InetSocketAddress("192.0.2.1", 80);
    private static final InetSocketAddress FOUR_2 = new InetSocketAddress("192.0.2.2", 80);
    private static final ConnectOptions DEFAULTS = ConnectOptions.defaults();

    /** A network in memory: what each address answers, and when. */
    private static final class FakeNetwork implements HappyEyeballs.Attempt {
        private final Map<InetSocketAddress, Double> connects = new HashMap<>();
        private final Map<InetSocketAddress, Double> refuses = new HashMap<>();
        private final List<String> log = new ArrayList<>();
        private final List<ByteStream> connected = new ArrayList<>();

        FakeNetwork connects(InetSocketAddress address, double after) {
            connects.put(address, after);
            return this;
        }

        FakeNetwork refuses(InetSocketAddress address, double after) {
            refuses.put(address, after);
            return this;
        }

        @Override
        public ByteStream connect(InetSocketAddress address) {
            say("try", address);
            try {
                if (refuses.containsKey(address)) {
                    sleep(refuses.get(address));
                    throw new ConnectionRefusedException(
                            "connect to", address, "refused", new IOException("refused"));
                }
                sleep(connects.getOrDefault(address, 1e6)); // not there: hangs
                ByteStream stream = MemoryStream.pair().first();
                connected.add(stream);
                return stream;
            } catch (CancelledError e) {
                say("give up", address);
                throw e;
            }
        }

        private void say(String what, InetSocketAddress address) {
            log.add(
                    runningLoop().time().toMillis()
                            + " "
                            + what
                            + " "
                            + address.getAddress().getHostAddress());
        }

        ByteStream race(ConnectOptions options, InetSocketAddress... addresses) {
            return new HappyEyeballs(ASKED, options, this).connect(List.of(addresses));
        }
    }

    private static String host(InetSocketAddress address) {
        return address.getAddress().getHostAddress();
    }

    @Test
    void firstAddressThatAnswersInTimeIsAlone() {
        VirtualLoop.run(() -> {
            FakeNetwork network = new FakeNetwork().connects(SIX_1, 0.2);
            network.race(DEFAULTS, SIX_1, FOUR_1);
            assertThat(network.log).containsExactly("0 try " + host(SIX_1));
        });
    }

    @Test
    void nextAddressIsTriedBesideASlowOneAndTheLoserIsGivenUp() {
        VirtualLoop.run(() -> {
            FakeNetwork network = new FakeNetwork().connects(FOUR_1, 0.1);
            ByteStream stream = network.race(DEFAULTS, SIX_1, FOUR_1);
            assertThat(network.connected).containsExactly(stream);
            assertThat(network.log)
                    .containsExactly(
                            "0 try " + host(SIX_1),
                            "250 try " + host(FOUR_1),
                            "350 give up " + host(SIX_1));
        });
    }

    @Test
    void failureStartsTheNextAtOnce() {
        VirtualLoop.run(() -> {
            FakeNetwork network = new FakeNetwork().refuses(SIX_1, 0.01).connects(FOUR_1, 0.1);
            network.race(DEFAULTS, SIX_1, FOUR_1);
            assertThat(network.log)
                    .containsExactly("0 try " + host(SIX_1), "10 try " + host(FOUR_1));
        });
    }

    @Test
    void slowFirstOneWinsAfterTheOthersFailed() {
        VirtualLoop.run(() -> {
            FakeNetwork network = new FakeNetwork().connects(SIX_1, 3).refuses(FOUR_1, 0.1);
            ByteStream stream = network.race(DEFAULTS, SIX_1, FOUR_1);
            assertThat(network.connected).containsExactly(stream);
            assertThat(runningLoop().time()).isEqualTo(Duration.ofSeconds(3));
        });
    }

    @Test
    void withoutADelayOneComesAfterTheOther() {
        VirtualLoop.run(() -> {
            FakeNetwork network = new FakeNetwork().refuses(SIX_1, 5).connects(FOUR_1, 1);
            network.race(DEFAULTS.withHappyEyeballsDelay(Optional.empty()), SIX_1, FOUR_1);
            assertThat(network.log)
                    .containsExactly("0 try " + host(SIX_1), "5000 try " + host(FOUR_1));
        });
    }

    @Test
    void familiesAlternate() {
        VirtualLoop.run(() -> {
            FakeNetwork network = new FakeNetwork().connects(FOUR_2, 0);
            network.race(DEFAULTS, SIX_1, SIX_2, SIX_3, FOUR_1, FOUR_2);
            assertThat(network.log.stream().filter(line -> line.contains("try")))
                    .containsExactly(
                            "0 try " + host(SIX_1),
                            "250 try " + host(FOUR_1),
                            "500 try " + host(SIX_2),
                            "750 try " + host(FOUR_2));
        });
    }

    @Test
    void interleavingKeepsAsManyOfTheFirstFamilyInFrontAsAsked() {
        List<InetSocketAddress> addresses = List.of(SIX_1, SIX_2, SIX_3, FOUR_1, FOUR_2);
        assertThat(HappyEyeballs.interleave(addresses, 0)).isEqualTo(addresses);
        assertThat(HappyEyeballs.interleave(addresses, 1))
                .containsExactly(SIX_1, FOUR_1, SIX_2, FOUR_2, SIX_3);
        assertThat(HappyEyeballs.interleave(addresses, 2))
                .containsExactly(SIX_1, SIX_2, FOUR_1, SIX_3, FOUR_2);
        assertThat(HappyEyeballs.interleave(addresses, 9)).isEqualTo(addresses);
        assertThat(HappyEyeballs.interleave(List.of(FOUR_1, SIX_1), 1))
                .containsExactly(FOUR_1, SIX_1);
    }

    @Test
    void failureOfAllIsTheFirstOnesWithTheOthersSuppressed() {
        VirtualLoop.run(() -> {
            FakeNetwork network = new FakeNetwork().refuses(SIX_1, 2).refuses(FOUR_1, 0.1);
            assertThatThrownBy(() -> network.race(DEFAULTS, SIX_1, FOUR_1))
                    .isInstanceOf(ConnectionRefusedException.class)
                    .hasMessageContaining(host(SIX_1))
                    .satisfies(e -> {
                        assertThat(e.getSuppressed()).hasSize(1);
                        assertThat(e.getSuppressed()[0]).hasMessageContaining(host(FOUR_1));
                    });
        });
    }

    @Test
    void allErrorsComeInOneGroupWhateverTheirNumber() {
        VirtualLoop.run(() -> {
            FakeNetwork network = new FakeNetwork().refuses(SIX_1, 2).refuses(FOUR_1, 0.1);
            ConnectOptions options = DEFAULTS.withAllErrors(true);
            for (InetSocketAddress[] addresses :
                    Stream.of(
                                    new InetSocketAddress[] {SIX_1},
                                    new InetSocketAddress[] {SIX_1, FOUR_1})
                            .toList()) {
                assertThatThrownBy(() -> network.race(options, addresses))
                        .isInstanceOfSatisfying(
                                ExceptionGroup.class,
                                group ->
                                        assertThat(group.exceptions())
                                                .hasSize(addresses.length)
                                                .allSatisfy(e ->
                                                        assertThat(e)
                                                                .isInstanceOf(
                                                                        ConnectionRefusedException
                                                                                .class)))
                        .hasMessageContaining("example.test");
            }
        });
    }

    @Test
    void singleAddressFailsAsItself() {
        VirtualLoop.run(() ->
                assertThatThrownBy(() ->
                                new HappyEyeballs(
                                                ASKED,
                                                DEFAULTS,
                                                address -> {
                                                    throw new HostUnreachableException(
                                                            "connect to",
                                                            address,
                                                            "no",
                                                            new IOException());
                                                })
                                        .connect(List.of(SIX_1)))
                        .isInstanceOf(HostUnreachableException.class));
    }

    @Test
    void onlyAddressesOfTheLocalAddressesFamilyAreTried() {
        VirtualLoop.run(() -> {
            FakeNetwork network = new FakeNetwork().connects(FOUR_1, 0);
            ConnectOptions options = DEFAULTS.withLocal(new InetSocketAddress("192.0.2.9", 0));
            network.race(options, SIX_1, FOUR_1, SIX_2);
            assertThat(network.log).containsExactly("0 try " + host(FOUR_1));
            assertThatThrownBy(() -> network.race(options, SIX_1))
                    .isInstanceOf(AddressNotAvailableException.class)
                    .hasMessageStartingWith("connect to example.test:80: ")
                    .hasMessageContaining("192.0.2.9");
        });
    }

    @Test
    void twoThatConnectInTheSameMomentLeaveOne() {
        VirtualLoop.run(() -> {
            FakeNetwork network = new FakeNetwork().connects(SIX_1, 0.5).connects(FOUR_1, 0.25);
            ByteStream stream = network.race(DEFAULTS, SIX_1, FOUR_1);
            assertThat(stream.isClosed()).isFalse();
            assertThat(network.connected).contains(stream);
            assertThat(network.connected.stream().filter(s -> !s.isClosed())).hasSize(1);
        });
    }

    @Test
    void cancelAtEveryMomentLeavesNothingConnected() {
        for (int millis = 0; millis <= 600; millis += 50) {
            double moment = millis / 1000.0;
            VirtualLoop.run(() -> {
                FakeNetwork network = new FakeNetwork().connects(SIX_1, 0.5).connects(FOUR_1, 0.25);
                Task<ByteStream> racing = createTask(() -> network.race(DEFAULTS, SIX_1, FOUR_1));
                sleep(moment);
                racing.cancel();
                waitAll(List.of(racing));
                long open = network.connected.stream().filter(s -> !s.isClosed()).count();
                assertThat(open).isEqualTo(racing.cancelled() ? 0 : 1);
                assertThat(runningLoop().allTasks()).hasSize(1);
            });
        }
    }
}
