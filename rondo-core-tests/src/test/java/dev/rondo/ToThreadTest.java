package dev.rondo;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ToThreadTest {
    private static final ContextVar<String> BIRD = ContextVar.of("bird");

    @Test
    void returnsTheResultOfTheCode() {
        VirtualLoop.run(() -> {
            int sum = toThread(() -> 40 + 2);
            assertThat(sum).isEqualTo(42);
        });
    }

    @Test
    void runsTheCodeOnAnotherThread() {
        VirtualLoop.run(() -> {
            Thread thread = toThread(Thread::currentThread);
            assertThat(thread).isNotSameAs(Thread.currentThread());
            assertThat(thread.isVirtual()).isFalse();
            assertThat(thread.isDaemon()).isTrue();
        });
    }

    @Test
    void throwsWhatTheCodeThrew() {
        VirtualLoop.run(() -> {
            Action<RuntimeException> failing =
                    () -> {
                        throw new IllegalArgumentException("test");
                    };
            assertThatThrownBy(() -> toThread(failing))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("test");
        });
    }

    @Test
    void throwsACheckedExceptionOfTheCodeWithItsType() {
        IOException failure = new IOException("disk");
        Body<Integer, IOException> failing =
                () -> {
                    throw failure;
                };
        Action<IOException> empty = failing::run;
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            VirtualLoop.run(() -> {
                List<Action<IOException>> calls =
                        List.of(
                                () -> toThread(failing),
                                () -> toThread(empty),
                                () -> toThread(executor, failing),
                                () -> toThread(executor, empty));
                for (Action<IOException> call : calls) {
                    try {
                        call.run();
                        fail("it fails");
                    } catch (IOException e) {
                        assertThat(e).isSameAs(failure);
                    }
                }
            });
        }
    }

    @Test
    void throwsACompletionExceptionOfTheCodeAsItIs() {
        CompletionException failure = new CompletionException(new IOException("disk"));
        VirtualLoop.run(() -> {
            Action<CompletionException> failing =
                    () -> {
                        throw failure;
                    };
            assertThatThrownBy(() -> toThread(failing)).isSameAs(failure);
        });
    }

    @Test
    void codeWithoutAResultRunsOnAnExecutorOfTheCallersChoice() {
        List<String> ran = new ArrayList<>();
        try (ExecutorService executor =
                Executors.newSingleThreadExecutor(Thread.ofPlatform().name("mine").factory())) {
            VirtualLoop.run(() ->
                    toThread(
                            executor,
                            () -> {
                                ran.add(Thread.currentThread().getName());
                            }));
        }
        assertThat(ran).containsExactly("mine");
    }

    @Test
    void runsTheCodeOnce() {
        AtomicInteger calls = new AtomicInteger();
        VirtualLoop.run(() -> toThread(() -> calls.incrementAndGet()));
        assertThat(calls).hasValue(1);
    }

    @Test
    void manyRunBesideEachOther() {
        AtomicInteger calls = new AtomicInteger();
        VirtualLoop.run(() -> {
            List<Task<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                tasks.add(createTask(() -> toThread(calls::incrementAndGet)));
            }
            assertThat(Rondo.gather(tasks).await()).doesNotHaveDuplicates().hasSize(10);
        });
        assertThat(calls).hasValue(10);
    }

    @Test
    void codeSeesWhatItCaptured() {
        VirtualLoop.run(() -> {
            List<Object> seen = new ArrayList<>();
            String argument = "test";
            boolean something = true;
            toThread(() -> {
                seen.add(argument);
                seen.add(something);
            });
            assertThat(seen).containsExactly("test", true);
        });
    }

    @Test
    void codeSeesTheContextOfItsTask() {
        VirtualLoop.run(() -> {
            BIRD.set("parrot");
            assertThat(toThread(BIRD::get)).isEqualTo("parrot");
        });
    }

    @Test
    void whatTheCodeSetsStaysThere() {
        VirtualLoop.run(() -> {
            BIRD.set("parrot");
            toThread(() -> {
                BIRD.set("raven");
            });
            assertThat(BIRD.get()).isEqualTo("parrot");
            assertThat(toThread(BIRD::get)).isEqualTo("parrot");
        });
    }

    @Test
    void codeRunsOnAnExecutorOfTheCallersChoice() {
        try (ExecutorService executor =
                Executors.newSingleThreadExecutor(Thread.ofPlatform().name("mine").factory())) {
            VirtualLoop.run(() -> {
                assertThat(toThread(executor, () -> Thread.currentThread().getName()))
                        .isEqualTo("mine");
            });
        }
    }

    @Test
    void othersRunMeanwhile() {
        VirtualLoop.run(() -> {
            CountDownLatch gate = new CountDownLatch(1);
            Task<Void> waiting = createTask(() -> toThread(() -> gate.await()));
            sleep(0);
            Rondo.callSoon(gate::countDown);
            waiting.await();
        });
    }

    @Test
    void codeCanCallBackIntoTheLoop() throws Exception {
        VirtualLoop.run(() -> {
            EventLoop loop = runningLoop();
            String answer =
                    toThread(() ->
                            Rondo.runCoroutineThreadsafe(
                                            () -> {
                                                sleep(0);
                                                return "from the loop";
                                            },
                                            loop)
                                    .get());
            assertThat(answer).isEqualTo("from the loop");
        });
    }

    @Test
    void cancellationDoesNotWaitForTheCodeButInterruptsIt() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        VirtualLoop.run(() -> {
            Task<Void> task =
                    createTask(() ->
                            toThread(() -> {
                                begun.countDown();
                                try {
                                    new CountDownLatch(1).await();
                                } catch (InterruptedException e) {
                                    interrupted.countDown();
                                }
                            }));
            toThread(() -> begun.await());
            task.cancel("enough");
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("enough");
        });
        interrupted.await();
    }

    @Test
    void failureAfterACancellationIsDropped() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        VirtualLoop.run(() -> {
            Task<Void> task =
                    createTask(() ->
                            toThread(() -> {
                                begun.countDown();
                                new CountDownLatch(1)
                                        .await(); // fails by the interrupt, when nobody asks any
                                // more
                            }));
            toThread(() -> begun.await());
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
        });
    }

    @Test
    void refusedInACallback() {
        VirtualLoop virtual = new VirtualLoop();
        virtual.loop().callSoon(() -> toThread(() -> 1));
        virtual.runOnce();
        assertThat(virtual.reports().removeFirst().exception().orElseThrow())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "toThread() was called in a callback, which cannot suspend");
        virtual.close();
        virtual.assertNoReports();
    }
}
