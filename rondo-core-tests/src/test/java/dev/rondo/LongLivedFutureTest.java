package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rondo.testing.VirtualLoop;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Nothing stays on a future that lives longer than those that wait for it. */
class LongLivedFutureTest {
    private static int listeners(Future<?> future) {
        int count = 0;
        for (Completion c = future.firstCompletion(); c != null; c = c.next) {
            count++;
        }
        return count;
    }

    private static Future<Integer> done() {
        Future<Integer> done = createFuture();
        done.setResult(1);
        return done;
    }

    @Test
    void asCompletedThatIsTooLateLeavesIt() {
        VirtualLoop.run(() -> {
            Future<Integer> closing = createFuture();
            Iterator<Future<Integer>> late =
                    asCompleted(List.of(closing, done()), Duration.ofSeconds(1)).iterator();
            assertThat(late.next().result()).isEqualTo(1);
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(late::next);
            assertThat(listeners(closing)).isZero();
            closing.setResult(2);
            assertThat(late.next()).isSameAs(closing);
            assertThat(late.hasNext()).isFalse();
        });
    }

    @Test
    void asCompletedThatIsLeftBeforeItWaitsWasNeverThere() {
        VirtualLoop.run(() -> {
            Future<Integer> closing = createFuture();
            for (Future<Integer> first : asCompleted(List.of(closing, done()))) {
                assertThat(first.result()).isEqualTo(1);
                break;
            }
            assertThat(listeners(closing)).isZero();
        });
    }

    @Test
    void asCompletedThatIsLeftGoesWithTheGarbage() {
        VirtualLoop.run(() -> {
            Future<Integer> closing = createFuture();
            WeakReference<Object> left = leave(closing);
            while (left.get() != null) {
                System.gc();
            }
            for (int i = 0; i < 3; i++) { // the next one clears away what the last one left
                leave(closing);
                assertThat(listeners(closing)).isLessThanOrEqualTo(i + 1);
            }
            closing.setResult(1);
        });
    }

    private static WeakReference<Object> leave(Future<Integer> closing) {
        Future<Integer> first = createFuture();
        callLater(Duration.ofSeconds(1), () -> first.setResult(1));
        Iterator<Future<Integer>> left = asCompleted(List.of(closing, first)).iterator();
        assertThat(left.next()).isSameAs(first);
        return new WeakReference<>(left);
    }

    @Test
    void gatherThatFailsLeavesTheOthers() {
        VirtualLoop.run(() -> {
            Future<Integer> closing = createFuture();
            Future<Integer> fails = createFuture();
            var all = gather(closing, fails);
            assertThat(listeners(closing)).isEqualTo(1);
            fails.setException(new IllegalArgumentException());
            assertThat(all.exception()).isPresent();
            assertThat(listeners(closing)).isZero();
            assertThat(gather(fails, closing).exception()).isPresent();
            assertThat(listeners(closing)).isZero();
        });
    }

    @Test
    void completableFutureThatHasAnotherValueLeavesIt() {
        VirtualLoop.run(() -> {
            Future<Integer> closing = createFuture();
            CompletableFuture<Integer> follows = closing.toCompletableFuture();
            assertThat(listeners(closing)).isEqualTo(1);
            follows.complete(5);
            assertThat(listeners(closing)).isZero();
            assertThat(closing.done()).isFalse();
        });
    }

    @Test
    void anyOneOfManyLeavesAndTheOthersStayInOrder() {
        VirtualLoop.run(() -> {
            Future<Integer> closing = createFuture();
            List<Future<Integer>> own = new ArrayList<>();
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int number = i;
                Future<Integer> mine = createFuture();
                own.add(mine);
                createTask(() -> {
                    waitFirst(List.of(closing, mine));
                    order.add(number);
                });
            }
            sleep(1);
            for (int number : new int[] {2, 0, 5}) { // from the middle, the front and the end
                own.get(number).setResult(number);
                sleep(1);
            }
            assertThat(listeners(closing)).isEqualTo(3);
            closing.setResult(1);
            sleep(1);
            assertThat(order).containsExactly(2, 0, 5, 1, 3, 4);
        });
    }
}
