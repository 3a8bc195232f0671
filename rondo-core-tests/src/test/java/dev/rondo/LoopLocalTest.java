package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopLocalTest {
    @Test
    void isMadeOnceForEachLoop() {
        List<EventLoop> made = new ArrayList<>();
        LoopLocal<Object> first =
                new LoopLocal<>(loop -> {
                    made.add(loop);
                    return new Object();
                });
        LoopLocal<String> second = new LoopLocal<>(loop -> "second");
        try (EventLoop one = EventLoop.create();
                EventLoop other = EventLoop.create()) {
            assertThat(first.of(one)).isSameAs(first.of(one)).isNotSameAs(first.of(other));
            assertThat(second.of(one)).isEqualTo("second");
            assertThat(made).containsExactly(one, other);
        }
    }

    @Test
    void aFactoryThatFailsIsAskedAgain() {
        int[] calls = new int[1];
        LoopLocal<String> local =
                new LoopLocal<>(loop -> {
                    if (calls[0]++ == 0) {
                        throw new IllegalStateException("not yet");
                    }
                    return "made";
                });
        try (EventLoop loop = EventLoop.create()) {
            assertThatThrownBy(() -> local.of(loop)).hasMessage("not yet");
            assertThat(local.of(loop)).isEqualTo("made");
        }
    }

    @Test
    void otherThreadsAreRefusedWhileTheLoopRuns() {
        LoopLocal<String> local = new LoopLocal<>(loop -> "own");
        Rondo.run(() -> {
            EventLoop loop = Rondo.runningLoop();
            assertThat(local.of(loop)).isEqualTo("own");
            assertThatThrownBy(() -> Rondo.toThread(() -> local.of(loop)))
                    .isInstanceOf(IllegalStateException.class);
        });
    }

    private static LoopLocal<AutoCloseable> closingWith(Error error) {
        return new LoopLocal<>(loop ->
                () -> {
                    throw error;
                });
    }

    @Test
    void errorsWhileSomeAreClosedKeepNothingElseOpen() {
        boolean[] closed = new boolean[1];
        Error second = new AssertionError("another");
        EventLoop loop = EventLoop.create();
        closingWith(new AssertionError("a bug")).of(loop);
        closingWith(second).of(loop);
        new LoopLocal<AutoCloseable>(of -> () -> closed[0] = true).of(loop);
        assertThatThrownBy(loop::close).hasMessage("a bug").hasSuppressedException(second);
        assertThat(closed[0]).isTrue();
        assertThat(loop.isClosed()).isTrue();
    }
}
