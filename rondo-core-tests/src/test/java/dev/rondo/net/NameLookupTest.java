package dev.rondo.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.*;
import dev.rondo.testing.VirtualLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** {@link Net#getAddrInfo} and {@link Net#getNameInfo}, without asking the network. */
class NameLookupTest {
    @Test
    void addressesOfAHostComeWithThePort() {
        List<InetSocketAddress> addresses =
                VirtualLoop.call(() -> Net.getAddrInfo("localhost", 80).await());

        assertThat(addresses).isNotEmpty();
        assertThat(addresses)
                .allSatisfy(address -> {
                    assertThat(address.getAddress().isLoopbackAddress()).isTrue();
                    assertThat(address.getPort()).isEqualTo(80);
                });
    }

    @Test
    void literalAddressesAreThemselves() {
        VirtualLoop.run(() -> {
            assertThat(Net.getAddrInfo("192.0.2.1", 1).await())
                    .containsExactly(new InetSocketAddress("192.0.2.1", 1));
            assertThat(Net.getAddrInfo("::1", 2).await())
                    .containsExactly(new InetSocketAddress("::1", 2));
        });
    }

    @Test
    void hostThatCannotBeFoundFailsTheFuture() {
        VirtualLoop.run(() ->
                assertThatThrownBy(() -> Net.getAddrInfo("[1::2", 80).await())
                        .isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(UnknownHostException.class));
    }

    @Test
    void portThatDoesNotExistFailsTheFuture() {
        VirtualLoop.run(() ->
                assertThatThrownBy(() -> Net.getAddrInfo("127.0.0.1", 65_536).await())
                        .isInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void nameOfAnAddressIsFound() throws UnknownHostException {
        InetAddress named = InetAddress.getByAddress("example.test", new byte[] {127, 0, 0, 1});
        String name =
                VirtualLoop.call(() -> Net.getNameInfo(new InetSocketAddress(named, 80)).await());

        assertThat(name).isEqualTo("example.test");
    }

    @Test
    void lookUpsDoNotWaitForABusyDefaultExecutor() {
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService busy = Executors.newSingleThreadExecutor();
        VirtualLoop.run(() -> {
            EventLoop loop = Rondo.runningLoop();
            loop.setDefaultExecutor(busy);
            Future<Object> work =
                    loop.runInExecutor(() -> {
                        go.await();
                        return "done";
                    });
            assertThat(Net.getAddrInfo("localhost", 80).await()).isNotEmpty();
            assertThat(work.done()).isFalse();
            go.countDown();
            assertThat(work.await()).isEqualTo("done");
        });
    }

    @Test
    void lookUpMayBeCancelled() {
        VirtualLoop.run(() -> {
            Future<List<InetSocketAddress>> lookUp = Net.getAddrInfo("localhost", 80);
            lookUp.cancel("no time");

            assertThatThrownBy(lookUp::await)
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("no time");
        });
    }
}
