package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Step 7 of a pass. */
class PassEndTest {
    private final List<String> events = new ArrayList<>();

    @Test
    void codeRunsAfterAllThatIsReadyInThisPassAndBeforeTheNext() {
        Rondo.run(() -> {
            EventLoop loop = Rondo.runningLoop();
            Rondo.createTask(() -> {
                loop.callAtPassEnd(() -> events.add("end"));
                Rondo.callSoon(() -> events.add("next pass"));
                events.add("first");
            });
            Rondo.createTask(() -> events.add("second"));
            Rondo.sleep(0);
            Rondo.sleep(0);
            assertThat(events).containsExactly("first", "second", "end", "next pass");
        });
    }

    @Test
    void whatIsQueuedAtThePassEndRunsAtTheEndOfTheNextPassWithoutASleep() {
        Rondo.run(() -> {
            EventLoop loop = Rondo.runningLoop();
            Future<String> done = Rondo.createFuture();
            loop.callAtPassEnd(() -> loop.callAtPassEnd(() -> done.setResult("ran")));
            assertThat(done.await()).isEqualTo("ran");
        });
    }

    @Test
    void aFailureGoesToTheExceptionHandlerAndTheOthersRun() {
        Rondo.run(() -> {
            EventLoop loop = Rondo.runningLoop();
            List<String> reports = new ArrayList<>();
            loop.setExceptionHandler(
                    java.util.Optional.of((l, context) -> reports.add(context.message())));
            loop.callAtPassEnd(() -> {
                throw new IllegalStateException("broken");
            });
            loop.callAtPassEnd(() -> events.add("other"));
            Rondo.sleep(0);
            assertThat(events).containsExactly("other");
            assertThat(reports)
                    .singleElement()
                    .asString()
                    .startsWith("Exception at the end of a pass");
        });
    }

    @Test
    void tasksThatOnlyHandOnWorkLetIoInAfterEightPasses() {
        List<Integer> polls = new ArrayList<>();
        Poller parking = Poller.parking();
        int[] pass = new int[1];
        Poller counting =
                new Poller() {
                    @Override
                    public void poll(long timeoutNanos, Sink sink) {
                        polls.add(pass[0]);
                        parking.poll(timeoutNanos, sink);
                    }

                    @Override
                    public int passesWithoutPoll() {
                        return 8;
                    }

                    @Override
                    public void wakeUp() {
                        parking.wakeUp();
                    }
                };
        try (EventLoop loop = EventLoop.create(LoopOptions.defaults().withPoller(() -> counting))) {
            loop.runUntilComplete(() -> {
                for (; pass[0] < 30; pass[0]++) {
                    Rondo.sleep(0);
                }
            });
        }
        assertThat(polls).startsWith(7, 16, 25).hasSizeLessThan(8);
    }
}
