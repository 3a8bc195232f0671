package dev.rondo.net;

import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.*;
import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How look-ups share threads and answers, with a name server that answers when told to. */
class SharedLookupTest {
    /** Answers when there is a permit. */
    private static final class NameServer implements Lookups.Resolver {
        private final Semaphore permits = new Semaphore(0);
        private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
        private final AtomicInteger running = new AtomicInteger();
        private final AtomicInteger mostRunning = new AtomicInteger();

        @Override
        public InetAddress[] addresses(String host) throws UnknownHostException {
            asked.add(host);
            mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
            permits.acquireUninterruptibly(); // the system cannot be interrupted either
            running.decrementAndGet();
            if (host.startsWith("unknown")) {
                throw new UnknownHostException(host);
            }
            return new InetAddress[] {InetAddress.ofLiteral("192.0.2.1")};
        }

        Lookups lookups(int maxWaiting) {
            EventLoop loop = runningLoop();
            return new Lookups(loop, this, maxWaiting);
        }
    }

    @Test
    void whoAsksForANameTogetherSharesOneLookUp() {
        NameServer server = new NameServer();
        VirtualLoop.run(() -> {
            Lookups lookups = server.lookups(100);
            List<Future<List<InetSocketAddress>>> futures =
                    IntStream.range(1, 100).mapToObj(port -> lookups.addresses("a", port)).toList();
            server.permits.release();
            for (int i = 0; i < futures.size(); i++) {
                assertThat(futures.get(i).await())
                        .containsExactly(new InetSocketAddress("192.0.2.1", i + 1));
            }
            assertThat(server.asked).containsExactly("a");
            server.permits.release();
            lookups.addresses("a", 1).await();
            assertThat(server.asked).as("an answer is not kept here").hasSize(2);
            lookups.close();
        });
    }

    @Test
    void deadNameHoldsOneThreadWhoeverAsksForIt() {
        NameServer server = new NameServer();
        VirtualLoop.run(() -> {
            Lookups lookups = server.lookups(1000);
            List<Future<?>> dead = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                dead.add(lookups.addresses("dead", 1));
            }
            Future<?> other = lookups.addresses("other", 1);
            while (server.asked.size() < 2) {
                sleep(0);
            }
            assertThat(server.asked).containsExactlyInAnyOrder("dead", "other");
            dead.forEach(Future::cancel);
            server.permits.release(2);
            other.await();
            lookups.close();
        });
    }

    @Test
    void failureIsEveryCallersAndNobodysReport() {
        NameServer server = new NameServer();
        VirtualLoop.run(() -> {
            Lookups lookups = server.lookups(100);
            Future<?> first = lookups.addresses("unknown", 1);
            Future<?> second = lookups.addresses("unknown", 2);
            server.permits.release();
            for (Future<?> future : List.of(first, second)) {
                assertThatThrownBy(future::await)
                        .isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(UnknownHostException.class);
            }
            lookups.close();
        });
    }

    @Test
    void oneCancelledCallerLeavesTheLookUpToTheOthers() {
        NameServer server = new NameServer();
        VirtualLoop.run(() -> {
            Lookups lookups = server.lookups(100);
            Future<?> first = lookups.addresses("a", 1);
            Future<List<InetSocketAddress>> second = lookups.addresses("a", 2);
            first.cancel();
            server.permits.release();
            assertThat(second.await()).hasSize(1);
            assertThat(server.asked).hasSize(1);
            lookups.close();
        });
    }

    @Test
    void lookUpThatEverybodyGaveUpIsStartedAnew() {
        NameServer server = new NameServer();
        VirtualLoop.run(() -> {
            Lookups lookups = server.lookups(100);
            lookups.addresses("a", 1).cancel();
            Future<List<InetSocketAddress>> again = lookups.addresses("a", 2);
            server.permits.release(2);
            assertThat(again.await()).hasSize(1);
            lookups.close();
        });
    }

    @Test
    void threadsAndThoseWhoWaitForThemAreBounded() {
        NameServer server = new NameServer();
        VirtualLoop.run(() -> {
            Lookups lookups = server.lookups(10);
            List<Future<?>> taken = new ArrayList<>();
            for (int i = 0; i < Lookups.MAX_RUNNING + 10; i++) {
                taken.add(lookups.addresses("host" + i, 1));
            }
            assertThatThrownBy(() -> lookups.addresses("one-more", 1).await())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(IOException.class)
                    .hasMessageContaining("cannot look up one-more: 10 look-ups wait already");
            assertThat(lookups.addresses("host3", 2).done()).as("shares one").isFalse();
            server.permits.release(1000);
            for (Future<?> future : taken) {
                future.await();
            }
            assertThat(server.mostRunning.get()).isLessThanOrEqualTo(Lookups.MAX_RUNNING);
            lookups.close();
        });
    }

    @Test
    void addressInDigitsAsksNobodyAndIsThereAtOnce() {
        NameServer server = new NameServer();
        VirtualLoop.run(() -> {
            Lookups lookups = server.lookups(100);
            for (String digits : List.of("192.0.2.7", "::1", "[2001:db8::1]", "2001:db8::a")) {
                Future<List<InetSocketAddress>> found = lookups.addresses(digits, 80);
                assertThat(found.done()).as(digits).isTrue();
                assertThat(found.result()).hasSize(1);
            }
            assertThat(server.asked).isEmpty();
            lookups.close();
        });
    }

    @Test
    void nameThatLooksLikeDigitsIsAsked() {
        NameServer server = new NameServer();
        server.permits.release(10);
        VirtualLoop.run(() -> {
            Lookups lookups = server.lookups(100);
            lookups.addresses("node7", 80).await();
            lookups.addresses("1.2.3.4.5", 80).await();
            assertThat(server.asked).containsExactly("node7", "1.2.3.4.5");
            lookups.close();
        });
    }

    @Test
    void busyLookUpsDoNotHoldTheDefaultExecutor() {
        NameServer server = new NameServer();
        VirtualLoop.run(() -> {
            Lookups lookups = server.lookups(1000);
            List<Future<?>> dead = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                dead.add(lookups.addresses("dead" + i, 1));
            }
            CountDownLatch ran = new CountDownLatch(1);
            Rondo.toThread(ran::countDown);
            assertThat(ran.getCount()).isZero();
            dead.forEach(Future::cancel);
            server.permits.release(1000);
            lookups.close();
        });
    }
}
