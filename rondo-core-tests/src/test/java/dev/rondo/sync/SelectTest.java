package dev.rondo.sync;

import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static dev.rondo.Rondo.timeout;
import static dev.rondo.sync.Select.select;
import static dev.rondo.sync.Select.whenDone;
import static dev.rondo.sync.Select.whenDoneDo;
import static dev.rondo.sync.Select.whenItem;
import static dev.rondo.sync.Select.whenItemDo;
import static dev.rondo.sync.Select.whenItemOrEnd;
import static dev.rondo.sync.Select.whenItemOrEndDo;
import static dev.rondo.sync.Select.whenSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Future;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** {@code select}: the first of several sources gives one thing, and the others nothing. */
class SelectTest {
    private final Queue<String> queue = new Queue<>();
    private final Queue<String> other = new Queue<>();
    private final Event event = new Event();
    private final List<String> log = new ArrayList<>();

    private String fromEither() {
        return select(whenItem(queue, item -> "queue " + item), whenItem(other, i -> "other " + i));
    }

    // ---- Programs as a stranger writes them

    @Test
    void workerWorksUntilItIsToldToStop() {
        VirtualLoop.run(() -> {
            Task<?> worker =
                    createTask(() -> {
                        boolean more = true;
                        while (more) {
                            more =
                                    select(
                                            whenSet(event, () -> false),
                                            whenItem(
                                                    queue,
                                                    job -> {
                                                        sleep(1);
                                                        log.add(job);
                                                        return true;
                                                    }));
                        }
                    });
            queue.put("a");
            queue.put("b");
            queue.put("c");
            sleep(1.5);
            event.set();
            worker.await();
            assertThat(log).containsExactly("a", "b");
            assertThat(queue.getNow()).isEqualTo("c");
        });
    }

    @Test
    void twoQueuesAreMergedUntilBothEnd() {
        VirtualLoop.run(() -> {
            taskGroup(g -> {
                g.createTask(() -> {
                    sleep(1);
                    queue.put("a");
                    sleep(2);
                    queue.put("c");
                    queue.shutdown();
                });
                g.createTask(() -> {
                    sleep(2);
                    other.put("b");
                    other.shutdown();
                });
                List<Queue<String>> open = new ArrayList<>(List.of(queue, other));
                while (open.size() == 2) {
                    select(
                            whenItemOrEnd(queue, item -> item.map(log::add)),
                            whenItemOrEnd(other, item -> item.map(log::add)));
                    open.removeIf(q -> q.isShutDown() && q.isEmpty());
                }
                for (String item : open.getFirst()) {
                    log.add(item);
                }
            });
            assertThat(log).containsExactly("a", "b", "c");
        });
    }

    private sealed interface Next {
        record Reply(int status) implements Next {}

        record Closed() implements Next {}
    }

    @Test
    void resultsAreToldApartByASwitch() {
        VirtualLoop.run(() -> {
            Future<Integer> reply = createFuture();
            createTask(() -> {
                sleep(1);
                reply.setResult(200);
            });
            Next next = select(whenDone(reply, Next.Reply::new), whenSet(event, Next.Closed::new));
            String text =
                    switch (next) {
                        case Next.Reply(int status) -> "status " + status;
                        case Next.Closed() -> "closed";
                    };
            assertThat(text).isEqualTo("status 200");
        });
    }

    private static String read(String item) throws IOException {
        throw new IOException(item);
    }

    @Test
    void checkedExceptionOfAHandlerPassesThroughWithItsType() {
        VirtualLoop.run(() -> {
            queue.put("x");
            try {
                String text =
                        select(whenSet(event, () -> "stop"), whenItem(queue, item -> read(item)));
                assertThat(text).isNull();
            } catch (IOException e) { // and none wider
                assertThat(e).hasMessage("x");
            }
        });
    }

    @Test
    void limitOfTimeIsAScopeAround() {
        VirtualLoop.run(() -> {
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> timeout(5, this::fromEither));
            queue.put("late");
            assertThat(queue.snapshot().getters()).isZero();
            assertThat(queue.size()).isEqualTo(1);
        });
    }

    @Test
    void handlersWithoutAResultNeedNoReturn() {
        VirtualLoop.run(() -> {
            Future<Integer> reply = createFuture();
            for (int i = 0; i < 3; i++) {
                createTask(() ->
                        select(
                                whenItemDo(queue, item -> log.add("item " + item)),
                                whenDoneDo(reply, number -> log.add("reply " + number)),
                                whenSet(
                                        event,
                                        () -> {
                                            sleep(1); // a handler may suspend
                                            log.add("set");
                                        })));
                sleep(0);
                switch (i) {
                    case 0 -> queue.putNow("a");
                    case 1 -> event.set();
                    default -> reply.setResult(7);
                }
                event.clear();
                sleep(1);
            }
            other.shutdown();
            select(whenItemOrEndDo(other, item -> log.add("end " + item.isEmpty())));
            assertThat(log).containsExactly("item a", "set", "reply 7", "end true");
        });
    }

    private static void close(Optional<String> item) throws IOException {
        throw new IOException(item.orElse("the end"));
    }

    @Test
    void checkedExceptionOfAHandlerWithoutAResultPassesThroughWithItsType() {
        VirtualLoop.run(() -> {
            queue.shutdown();
            try {
                select(whenItemOrEndDo(queue, SelectTest::close));
            } catch (IOException e) { // and none wider
                assertThat(e).hasMessage("the end");
            }
        });
    }

    // ---- Which one

    @Test
    void ofSeveralThatAreReadyTheFirstInTheOrderGivenWinsWithoutSuspending() {
        VirtualLoop.run(() -> {
            queue.put("a");
            other.put("b");
            event.set();
            Future<String> future = createFuture();
            future.setResult("c");
            createTask(() -> log.add("another task"));
            assertThat(fromEither()).isEqualTo("queue a");
            assertThat(fromEither()).isEqualTo("other b");
            assertThat(select(whenDone(future, c -> c), whenSet(event, () -> "event")))
                    .isEqualTo("c");
            assertThat(select(whenSet(event, () -> "event"), whenDone(future, c -> c)))
                    .isEqualTo("event");
            assertThat(log).isEmpty();
        });
    }

    @Test
    void whatBecomesReadyFirstWinsWhateverTheOrder() {
        VirtualLoop.run(() -> {
            Future<String> future = createFuture();
            Task<String> task =
                    createTask(() ->
                            select(
                                    whenItem(queue, a -> "queue"),
                                    whenSet(event, () -> "event"),
                                    whenDone(future, c -> c)));
            sleep(0);
            future.setResult("future");
            event.set();
            queue.put("a");
            assertThat(task.await()).isEqualTo("future");
            assertThat(queue.getNow()).isEqualTo("a");
        });
    }

    @Test
    void takesOneItemOfOneQueueOnly() {
        VirtualLoop.run(() -> {
            Task<String> task = createTask(this::fromEither);
            sleep(0);
            other.put("b");
            queue.put("a");
            other.put("c");
            assertThat(task.await()).isEqualTo("other b");
            assertThat(queue.getNow()).isEqualTo("a");
            assertThat(other.getNow()).isEqualTo("c");
        });
    }

    @Test
    void standsInLineWithGets() {
        VirtualLoop.run(() -> {
            for (int i = 0; i < 2; i++) {
                createTask(() -> log.add("get " + queue.get()));
                createTask(() -> log.add("select " + fromEither()));
            }
            sleep(0);
            assertThat(queue.snapshot().getters()).isEqualTo(4);
            assertThat(queue).hasToString("<Queue size=0 getters=4>");
            for (String item : List.of("1", "2", "3", "4", "5")) {
                queue.putNow(item);
            }
            sleep(0);
            assertThat(log).containsExactly("get 1", "select queue 2", "get 3", "select queue 4");
            assertThat(queue.size()).isEqualTo(1);
        });
    }

    @Test
    void sameQueueTwiceGivesOneItem() {
        VirtualLoop.run(() -> {
            Task<String> task =
                    createTask(() ->
                            select(
                                    whenItem(queue, i -> "first " + i),
                                    whenItem(queue, i -> "second")));
            sleep(0);
            queue.putNow("a");
            queue.putNow("b");
            assertThat(task.await()).isEqualTo("first a");
            assertThat(queue.size()).isEqualTo(1);
        });
    }

    @Test
    void eventThatIsClearAgainWasSet() {
        VirtualLoop.run(() -> {
            Task<String> task = createTask(() -> select(whenSet(event, () -> "set")));
            sleep(0);
            assertThat(event.snapshot().waiters()).isEqualTo(1);
            event.set();
            event.clear();
            assertThat(task.await()).isEqualTo("set");
        });
    }

    // ---- Ends and failures

    @Test
    void queueThatIsShutDownIsReady() {
        VirtualLoop.run(() -> {
            Task<String> waiting = createTask(this::fromEither);
            Task<Boolean> ended =
                    createTask(() -> select(whenItemOrEnd(queue, item -> item.isEmpty())));
            sleep(0);
            queue.shutdown();
            assertThatThrownBy(waiting::await)
                    .isInstanceOf(QueueShutDownException.class)
                    .hasMessage("Queue is shut down: select() on <Queue size=0 shut down>");
            assertThat(ended.await()).isTrue();
            assertThatThrownBy(this::fromEither).isInstanceOf(QueueShutDownException.class);
        });
    }

    @Test
    void itemsOfAQueueThatIsShutDownAreTakenFirst() {
        VirtualLoop.run(() -> {
            queue.put("last");
            queue.shutdown();
            assertThat(fromEither()).isEqualTo("queue last");
        });
    }

    @Test
    void futureThatFailedOrWasCancelledThrowsAsItsAwaitDoes() {
        VirtualLoop.run(() -> {
            Task<String> failing =
                    createTask(() -> {
                        sleep(1);
                        throw new IOException("no");
                    });
            assertThatThrownBy(() -> select(whenDone(failing, x -> x), whenSet(event, () -> "")))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(IOException.class);
            Future<String> cancelled = createFuture();
            createTask(() -> cancelled.cancel("gone"));
            assertThatThrownBy(() -> select(whenDone(cancelled, x -> x)))
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("gone");
            assertThat(Rondo.currentTask().orElseThrow().cancelling()).isZero();
        });
    }

    @Test
    void handlerThatFailsHasItsItem() {
        VirtualLoop.run(() -> {
            queue.put("a");
            assertThatThrownBy(() ->
                            select(
                                    whenItem(
                                            queue,
                                            item -> {
                                                throw new IllegalArgumentException(item);
                                            })))
                    .hasMessage("a");
            assertThat(queue.isEmpty()).isTrue();
        });
    }

    // ---- Cancellation

    @Test
    void cancelledSelectTakesNothingAndCancelsNothing() {
        VirtualLoop.run(() -> {
            Future<String> future = createFuture();
            Task<?> task =
                    createTask(() ->
                            select(
                                    whenItem(queue, x -> x),
                                    whenDone(future, x -> x),
                                    whenSet(event, () -> "")));
            sleep(0);
            task.cancel("stop");
            queue.putNow("a"); // before its task runs
            event.set();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(queue.getNow()).isEqualTo("a");
            assertThat(future.done()).isFalse();
            assertThat(event.snapshot().waiters()).isZero();
        });
    }

    @Test
    void itemThatWasGivenBeforeTheCancellationIsHandled() {
        VirtualLoop.run(() -> {
            Task<String> task =
                    createTask(() -> {
                        log.add(fromEither());
                        sleep(1);
                        return "";
                    });
            sleep(0);
            queue.putNow("a");
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("queue a");
        });
    }

    @Test
    void putGoesToTheNextInLineWhenASelectWasDecidedElsewhere() {
        VirtualLoop.run(() -> {
            Future<String> future = createFuture();
            Task<String> first =
                    createTask(() -> select(whenItem(queue, x -> x), whenDone(future, x -> x)));
            Task<String> second = createTask(queue::get);
            sleep(0);
            future.setResult("future");
            queue.putNow("a");
            assertThat(first.await()).isEqualTo("future");
            assertThat(second.await()).isEqualTo("a");
        });
    }

    // ---- Misuse and showing

    @Test
    void nothingToSelectIsRefused() {
        VirtualLoop.run(() ->
                assertThatThrownBy(() -> select())
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("select() has nothing to wait for\nGive it a case or more"));
    }

    @Test
    void waitOutsideOfATaskIsRefused() {
        assertThatThrownBy(() -> select(whenItem(queue, x -> x), whenSet(event, () -> "")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "select() has to wait for the first of [<Queue size=0>, <Event unset>],"
                                + " but it was not called in a task\n"
                                + "Wait in a task: createTask(() -> ...)");
        queue.putNow("a");
        assertThat(fromEither()).isEqualTo("queue a");
    }

    @Test
    void sourceOfAnotherLoopIsRefused() {
        try (VirtualLoop first = new VirtualLoop()) {
            Future<String> future = first.loop().createFuture();
            first.loop().createTask(queue::get);
            first.runBriefly();
            VirtualLoop.run(() -> {
                assertThatThrownBy(this::fromEither)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("is bound to a different event loop: select()");
                assertThatThrownBy(() -> select(whenDone(future, x -> x)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage(
                                "select() was called on a future of another loop: "
                                        + future
                                        + "\nSelect wrapFuture() of it");
            });
        }
    }

    @Test
    void nullIsRefused() {
        assertThatThrownBy(() -> whenItem(queue, null)).hasMessage("handler");
        assertThatThrownBy(() -> whenItem((Queue<String>) null, x -> x)).hasMessage("queue");
        assertThatThrownBy(() -> whenItemDo(queue, null)).hasMessage("handler");
        assertThatThrownBy(() -> whenSet(null, () -> "")).hasMessage("event");
        assertThatThrownBy(() -> whenDone((Future<String>) null, x -> x)).hasMessage("future");
        assertThatThrownBy(() -> select(whenSet(event, () -> ""), null))
                .hasMessage("cases contains null");
    }

    @Test
    void snapshotSaysWhatIsWaitedFor() {
        VirtualLoop.run(() -> {
            Task<?> task = createTask(this::fromEither);
            sleep(0);
            assertThat(task.snapshot().waitingOn())
                    .isEqualTo("the first of [<Queue size=0 getters=1>, <Queue size=0 getters=1>]");
            task.cancel();
        });
    }

    @Test
    void manySelectsLeaveNothingOnSourcesThatLiveLong() {
        VirtualLoop.run(() -> {
            Future<String> closed = createFuture();
            for (int i = 0; i < 1000; i++) {
                Task<String> task =
                        createTask(() ->
                                select(
                                        whenSet(event, () -> ""),
                                        whenDone(closed, x -> x),
                                        whenItem(queue, x -> x)));
                sleep(0);
                queue.putNow("item");
                assertThat(task.await()).isEqualTo("item");
            }
            assertThat(event.snapshot().waiters()).isZero();
            assertThat(closed.toString()).doesNotContain("cb=");
            assertThat(Rondo.runningLoop().time()).isEqualTo(Duration.ZERO);
        });
    }
}
