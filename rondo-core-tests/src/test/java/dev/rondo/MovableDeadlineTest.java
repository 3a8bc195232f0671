package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MovableDeadlineTest {
    private final List<Duration> reached = new ArrayList<>();

    private MovableDeadline deadline() {
        EventLoop loop = Rondo.runningLoop();
        return new MovableDeadline(loop, () -> reached.add(loop.time()));
    }

    private static Duration seconds(long count) {
        return Duration.ofSeconds(count);
    }

    @Test
    void reachedOnceAtItsTime() {
        VirtualLoop.run(() -> {
            Duration begin = Rondo.runningLoop().time();
            MovableDeadline deadline = deadline();
            deadline.setAfter(seconds(5));
            assertThat(deadline.isSet()).isTrue();
            Rondo.sleep(seconds(20));
            assertThat(reached).containsExactly(begin.plusSeconds(5));
            assertThat(deadline.isSet()).isFalse();
        });
    }

    @Test
    void movedLaterItIsReachedLaterAndTheHeapIsNotTouched() {
        VirtualLoop.run(() -> {
            Duration begin = Rondo.runningLoop().time();
            MovableDeadline deadline = deadline();
            deadline.setAfter(seconds(5));
            int timers = Rondo.runningLoop().snapshot().timers();
            for (int i = 0; i < 10; i++) {
                Rondo.sleep(seconds(4));
                deadline.setAfter(seconds(5));
                assertThat(Rondo.runningLoop().snapshot().timers()).isEqualTo(timers);
            }
            assertThat(reached).isEmpty();
            Rondo.sleep(seconds(10));
            assertThat(reached).containsExactly(begin.plusSeconds(45));
        });
    }

    @Test
    void movedEarlierItIsReachedEarlier() {
        VirtualLoop.run(() -> {
            Duration begin = Rondo.runningLoop().time();
            MovableDeadline deadline = deadline();
            deadline.setAfter(seconds(100));
            deadline.setAt(begin.plusSeconds(1));
            Rondo.sleep(seconds(2));
            assertThat(reached).containsExactly(begin.plusSeconds(1));
        });
    }

    @Test
    void clearedItIsNeverReachedAndDoesNotEndASleep() {
        VirtualLoop.run(() -> {
            MovableDeadline deadline = deadline();
            deadline.setAfter(seconds(5));
            deadline.clear();
            assertThat(deadline.isSet()).isFalse();
            Rondo.sleep(seconds(20));
            assertThat(reached).isEmpty();
            assertThat(Rondo.runningLoop().snapshot().timers()).isZero();
        });
    }

    @Test
    void movedBetweenItsTimeAndItsCallbackItIsNotReached() {
        VirtualLoop.run(() -> {
            MovableDeadline deadline = deadline();
            EventLoop loop = Rondo.runningLoop();
            loop.callLater(seconds(5), () -> deadline.setAfter(seconds(5))); // before, in that pass
            deadline.setAfter(seconds(5));
            Rondo.sleep(seconds(6));
            assertThat(reached).isEmpty();
            deadline.close();
        });
    }

    @Test
    void closedItLeavesNoTimerAndMayBeSetAgain() {
        VirtualLoop.run(() -> {
            MovableDeadline deadline = deadline();
            deadline.setAfter(seconds(5));
            deadline.close();
            assertThat(Rondo.runningLoop().snapshot().timers()).isZero();
            deadline.setAfter(seconds(1));
            Rondo.sleep(seconds(2));
            assertThat(reached).hasSize(1);
        });
    }

    @Test
    void forEverIsNoTimer() {
        VirtualLoop.run(() -> {
            MovableDeadline deadline = deadline();
            deadline.setAfter(Duration.ofSeconds(Long.MAX_VALUE));
            assertThat(Rondo.runningLoop().snapshot().timers()).isZero();
            assertThat(deadline.toString()).isEqualTo("<MovableDeadline not set>");
        });
    }

    @Test
    void negativeDelaysAndOtherThreadsAreRefused() {
        VirtualLoop.run(() -> {
            MovableDeadline deadline = deadline();
            assertThatThrownBy(() -> deadline.setAfterNanos(-1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("setAfterNanos() takes no negative delay, but got -1");
            Rondo.toThread(() ->
                    assertThatThrownBy(() -> deadline.setAfter(seconds(1)))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining(
                                    "setting a MovableDeadline was called on thread"));
        });
    }

    @Test
    void settingFromAnotherThreadIsRefusedAndChangesNothing() {
        Rondo.run(() -> {
            MovableDeadline deadline = deadline();
            Rondo.toThread(() ->
                    assertThatThrownBy(() -> deadline.setAfter(seconds(5)))
                            .isInstanceOf(IllegalStateException.class));
            assertThat(deadline.isSet()).isFalse();
        });
    }

    @Test
    void delayCountsFromTheBeginOfThePass() {
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Rondo.sleep(1);
                Duration begin = Rondo.runningLoop().time();
                MovableDeadline deadline = deadline();
                deadline.setAfter(seconds(5));
                deadline.setAfter(seconds(5)); // in one pass it is one time
                Rondo.sleep(seconds(6));
                assertThat(reached).containsExactly(begin.plusSeconds(5));
            });
        }
    }
}
