package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.*;
import dev.rondo.testing.VirtualLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names and addresses; nothing here needs a name server. */
@Timeout(30)
class AddressLookupTest {
    @Test
    void numericAddressIsItself() {
        VirtualLoop.run(() -> {
            assertThat(Net.getAddrInfo("127.0.0.1", 8080).await())
                    .containsExactly(new InetSocketAddress("127.0.0.1", 8080));
            assertThat(Net.getAddrInfo("::1", 443).await())
                    .containsExactly(new InetSocketAddress("::1", 443));
        });
    }

    @Test
    void localhostIsALoopbackAddress() {
        VirtualLoop.run(() -> {
            List<InetSocketAddress> addresses = Net.getAddrInfo("localhost", 80).await();
            assertThat(addresses)
                    .isNotEmpty()
                    .allMatch(address -> address.getAddress().isLoopbackAddress())
                    .allMatch(address -> address.getPort() == 80);
        });
    }

    @Test
    void wrongNameFails() {
        VirtualLoop.run(() ->
                assertThatThrownBy(() -> Net.getAddrInfo("[no-address", 80).await())
                        .hasCauseInstanceOf(UnknownHostException.class));
    }

    @Test
    void wrongPortFails() {
        VirtualLoop.run(() ->
                assertThatThrownBy(() -> Net.getAddrInfo("127.0.0.1", 70_000).await())
                        .isInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void nameOfTheLoopbackAddress() throws UnknownHostException {
        VirtualLoop.run(() -> {
            InetAddress named = InetAddress.getByAddress("here", new byte[] {127, 0, 0, 1});
            assertThat(Net.getNameInfo(new InetSocketAddress(named, 80)).await()).isEqualTo("here");
        });
    }

    @Test
    void unresolvedAddressKeepsTheNameItWasMadeWith() {
        VirtualLoop.run(() ->
                assertThat(Net.getNameInfo(InetSocketAddress.createUnresolved("there", 80)).await())
                        .isEqualTo("there"));
    }

    @Test
    void othersRunMeanwhile() {
        VirtualLoop.run(() -> {
            List<String> order = new ArrayList<>();
            Task<Void> looking =
                    createTask(() -> {
                        Net.getAddrInfo("localhost", 80).await();
                        order.add("found");
                    });
            createTask(() -> order.add("other"));
            looking.await();
            assertThat(order).containsExactly("other", "found");
        });
    }

    @Test
    void busyDefaultExecutorDoesNotHoldLookUpsUp() {
        VirtualLoop.run(() -> {
            CountDownLatch gate = new CountDownLatch(1);
            runningLoop().setDefaultExecutor(Executors.newSingleThreadExecutor());
            Future<Void> busy =
                    runningLoop()
                            .runInExecutor(() -> {
                                gate.await();
                                return null;
                            });
            assertThat(Net.getAddrInfo("localhost", 80).await()).isNotEmpty();
            assertThat(busy.done()).isFalse();
            gate.countDown();
            busy.await();
        });
    }

    @Test
    void lookUpsWorkAfterTheShutdownOfTheDefaultExecutor() {
        VirtualLoop.run(() -> {
            runningLoop().shutdownDefaultExecutor(Duration.ofSeconds(1));
            assertThat(Net.getAddrInfo("localhost", 80).await()).isNotEmpty();
        });
    }

    @Test
    void lookUpCanBeCancelled() {
        VirtualLoop.run(() -> {
            Future<List<InetSocketAddress>> lookUp = Net.getAddrInfo("localhost", 80);
            Task<?> task = createTask("looking", lookUp::await);
            sleep(0);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(lookUp.cancelled()).isTrue();
        });
    }

    @Test
    void manyLookUpsAtOnceAllEnd() {
        VirtualLoop.run(() -> {
            List<Future<List<InetSocketAddress>>> lookUps = new ArrayList<>();
            for (int i = 1; i <= 100; i++) {
                lookUps.add(Net.getAddrInfo("127.0.0." + i, i));
            }
            List<List<InetSocketAddress>> found = Rondo.gather(lookUps).await();
            for (int i = 1; i <= 100; i++) {
                assertThat(found.get(i - 1))
                        .containsExactly(new InetSocketAddress("127.0.0." + i, i));
            }
            assertThat(runningLoop().snapshot().outstanding()).isZero();
        });
    }
}
