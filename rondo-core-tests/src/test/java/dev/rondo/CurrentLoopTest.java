package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.VirtualLoop;
import org.junit.jupiter.api.Test;

/** {@link Rondo#currentLoop}. */
class CurrentLoopTest {
    @Test
    void isTheLoopOfTheCallingTaskOrCallback() {
        VirtualLoop.run(() -> {
            EventLoop loop = Rondo.runningLoop();
            assertThat(Rondo.currentLoop()).contains(loop);
            Future<EventLoop> ofCallback = Rondo.createFuture();
            Rondo.callSoon(() -> ofCallback.setResult(Rondo.currentLoop().orElseThrow()));
            assertThat(ofCallback.await()).isSameAs(loop);
        });
    }

    @Test
    void isEmptyOutsideAndOnOtherThreads() {
        assertThat(Rondo.currentLoop()).isEmpty();
        VirtualLoop.run(() -> Rondo.toThread(() -> assertThat(Rondo.currentLoop()).isEmpty()));
    }
}
