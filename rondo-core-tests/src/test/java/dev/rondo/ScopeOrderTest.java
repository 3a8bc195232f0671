package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A timeout in a group in a timeout, and everything that can happen to them in every order: the
 * outcome depends on what happened, not on the order.
 */
@ParameterizedClass
@EnumSource
class ScopeOrderTest {
    private final Start start;

    ScopeOrderTest(Start start) {
        this.start = start;
    }

    private enum Event {
        INNER_EXPIRES,
        OUTER_EXPIRES,
        TASK_FAILS,
        GROUP_CANCELLED,
        CALLER_CANCELLED
    }

    /** Returns the sequences of different events, of all lengths. */
    private static List<List<Event>> sequences() {
        List<List<Event>> sequences = new ArrayList<>();
        extend(List.of(), sequences);
        return sequences;
    }

    private static void extend(List<Event> prefix, List<List<Event>> sequences) {
        for (Event event : Event.values()) {
            if (!prefix.contains(event)) {
                List<Event> longer = new ArrayList<>(prefix);
                longer.add(event);
                sequences.add(longer);
                extend(longer, sequences);
            }
        }
    }

    /** Failures before all; then a cancel from outside, the outer scope, the inner ones. */
    private static String expected(Set<Event> events) {
        if (events.contains(Event.TASK_FAILS)) {
            return events.contains(Event.CALLER_CANCELLED) ? "failed, cancelled outside" : "failed";
        }
        if (events.contains(Event.CALLER_CANCELLED)) {
            return "cancelled outside";
        }
        if (events.contains(Event.OUTER_EXPIRES)) {
            return "outer timeout";
        }
        return events.contains(Event.GROUP_CANCELLED) ? "quiet end" : "complete";
    }

    /** The scopes, in a task of their own. */
    private static final class Scopes {
        private final Timeout outer = Timeout.never();
        private final TaskGroup group = new TaskGroup();
        private final Timeout inner = Timeout.never();
        private final Future<String> failing = createFuture();
        private final List<String> log = new ArrayList<>();
        private final boolean taskWillFail;
        private final Duration cleanUp;
        private final Task<?> caller;

        Scopes(List<Event> events, Duration cleanUp) {
            this.taskWillFail = events.contains(Event.TASK_FAILS);
            this.cleanUp = cleanUp;
            this.caller = createTask(this::call);
        }

        private void call() {
            try {
                String end = outer.run(this::runGroup);
                log.add(end == null ? "quiet end" : end);
            } catch (TimeoutException e) {
                log.add("outer timeout");
            } catch (ExceptionGroup e) {
                assertThat(e.exceptions()).hasExactlyElementsOfTypes(ArithmeticException.class);
                log.add("failed");
            } catch (CancelledError e) {
                log.add("cancelled " + e.getMessage());
                assertThat(caller.cancelling()).isEqualTo(1);
                throw e;
            }
            try {
                sleep(1);
                assertThat(caller.cancelling()).isZero();
            } catch (CancelledError e) {
                log.add("cancelled " + e.getMessage());
                assertThat(caller.cancelling()).isEqualTo(1);
            }
        }

        private String runGroup() {
            return group.runResult(g -> {
                g.createTask(this::fail);
                try {
                    inner.run(this::waitAndCleanUp);
                } catch (TimeoutException e) {
                    g.tasks().forEach(Task::cancel);
                }
                return "complete";
            });
        }

        private void fail() {
            if (taskWillFail) {
                shielded(() -> failing.await()); // even if it is cancelled before
            } else {
                failing.await();
            }
        }

        private void waitAndCleanUp() {
            try {
                sleep(1000);
            } finally {
                if (cleanUp.isPositive()) {
                    shielded(() -> sleep(cleanUp)); // until all events have happened
                }
            }
        }

        void happensAt(Duration time, Event event) {
            EventLoop loop = runningLoop();
            switch (event) {
                case INNER_EXPIRES -> inner.reschedule(time);
                case OUTER_EXPIRES -> outer.reschedule(time);
                case TASK_FAILS ->
                        loop.callAt(time, () -> failing.setException(new ArithmeticException()));
                case GROUP_CANCELLED -> loop.callAt(time, group::cancel);
                case CALLER_CANCELLED -> loop.callAt(time, () -> caller.cancel("outside"));
            }
        }
    }

    private static void assertOutcome(Scopes scopes, List<Event> events) {
        waitAll(List.of(scopes.caller));
        assertThat(String.join(", ", scopes.log))
                .as("after %s", events)
                .isEqualTo(expected(EnumSet.copyOf(events)));
        if (scopes.caller.failed()) {
            throw new AssertionError("after " + events, scopes.caller.exceptionNow());
        }
    }

    @Test
    void eventsOfOnePassInAnyOrder() {
        for (List<Event> events : sequences()) {
            start.run(() -> {
                Scopes scopes = new Scopes(events, Duration.ZERO);
                sleep(0);
                for (Event event : events) {
                    scopes.happensAt(Duration.ofSeconds(1), event);
                }
                assertOutcome(scopes, events);
            });
        }
    }

    @Test
    void eventsDuringTheCleanUpInAnyOrder() {
        for (List<Event> events : sequences()) {
            start.run(() -> {
                Scopes scopes = new Scopes(events, Duration.ofSeconds(10));
                sleep(0);
                for (int i = 0; i < events.size(); i++) {
                    scopes.happensAt(Duration.ofSeconds(1 + i), events.get(i));
                }
                assertOutcome(scopes, events);
            });
        }
    }
}
