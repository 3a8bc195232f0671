package dev.rondo.sync;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.Task;
import dev.rondo.testing.Engines;
import dev.rondo.testing.VirtualLoop;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Waits where a virtual thread cannot unmount: they fail, and must leave nothing in line. */
class PinnedTest {
    private static Runnable initialiser = () -> {}; // what the next class initialiser does

    private static int initialise() {
        initialiser.run();
        return 1;
    }

    private static void failInInitialiser(Runnable code, Runnable use) {
        initialiser = code;
        ExceptionInInitializerError error =
                catchThrowableOfType(ExceptionInInitializerError.class, use::run);
        assertThat(error.getCause())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot unmount");
    }

    private static final class Acquires {
        static final int VALUE = initialise();
    }

    @Test
    void pinnedAcquireLeavesNoWaiter() {
        Engines.assumeScheduled();
        VirtualLoop.run(() -> {
            Lock lock = new Lock();
            createTask(lock::acquire).await(); // another one has it
            failInInitialiser(lock::acquire, () -> assertThat(Acquires.VALUE).isZero());
            lock.release();
            assertThat(lock.snapshot()).isEqualTo(new LockSnapshot(false, Optional.empty(), 0));
        });
    }

    private static final class Awaits {
        static final int VALUE = initialise();
    }

    @Test
    void pinnedAwaitHasTheLockBack() {
        Engines.assumeScheduled();
        VirtualLoop.run(() -> {
            Condition condition = new Condition();
            condition.with(() ->
                    failInInitialiser(condition::await, () -> assertThat(Awaits.VALUE).isZero()));
            assertThat(condition.snapshot())
                    .isEqualTo(
                            new ConditionSnapshot(new LockSnapshot(false, Optional.empty(), 0), 0));
        });
    }

    private static final class AwaitsContended {
        static final int VALUE = initialise();
    }

    @Test
    void pinnedAwaitThatCannotHaveTheLockBackLeavesNoWaiter() {
        Engines.assumeScheduled();
        VirtualLoop.run(() -> {
            Condition condition = new Condition();
            condition.acquire();
            Task<?> next = createTask(condition::acquire);
            sleep(0);
            failInInitialiser(condition::await, () -> assertThat(AwaitsContended.VALUE).isZero());
            next.await(); // it got the lock when the wait began
            condition.release();
            assertThat(condition.snapshot())
                    .isEqualTo(
                            new ConditionSnapshot(new LockSnapshot(false, Optional.empty(), 0), 0));
        });
    }
}
