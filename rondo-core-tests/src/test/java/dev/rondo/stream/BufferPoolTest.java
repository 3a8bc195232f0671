package dev.rondo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
    @Test
    void aBufferThatCameBackIsLentAgainCleared() {
        Rondo.run(() -> {
            BufferPool pool = BufferPool.current();
            ByteBuffer buffer = pool.lend(BufferPool.LARGE);
            buffer.order(ByteOrder.LITTLE_ENDIAN).position(5).limit(7);
            pool.giveBack(buffer);
            ByteBuffer again = pool.lend(BufferPool.LARGE);
            assertThat(again.array()).isSameAs(buffer.array());
            assertThat(again.remaining()).isEqualTo(BufferPool.LARGE);
            assertThat(again.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        });
    }

    @Test
    void capacitiesAreSmallLargeOrToMeasure() {
        Rondo.run(() -> {
            BufferPool pool = BufferPool.current();
            assertThat(pool.lend(0).capacity()).isEqualTo(BufferPool.SMALL);
            assertThat(pool.lend(BufferPool.SMALL).capacity()).isEqualTo(BufferPool.SMALL);
            assertThat(pool.lend(BufferPool.SMALL + 1).capacity()).isEqualTo(BufferPool.LARGE);
            ByteBuffer huge = pool.lend(1_000_000);
            assertThat(huge.capacity()).isEqualTo(1_000_000);
            int before = pool.spareBytes();
            pool.giveBack(huge);
            assertThat(pool.spareBytes()).isEqualTo(before);
        });
    }

    @Test
    void spareMemoryIsBounded() {
        Rondo.run(() -> {
            BufferPool pool = BufferPool.current();
            List<ByteBuffer> lent = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                lent.add(pool.lend(BufferPool.SMALL));
                lent.add(pool.lend(BufferPool.LARGE));
            }
            lent.forEach(pool::giveBack);
            assertThat(pool.spareBytes()).isBetween(1024 * 1024, 3 * 1024 * 1024 / 2 + 64 * 1024);
        });
    }

    @Test
    void givingBackTwiceOrAPartIsRefused() {
        Rondo.run(() -> {
            BufferPool pool = BufferPool.current();
            ByteBuffer buffer = pool.lend(1);
            pool.giveBack(buffer);
            assertThatThrownBy(() -> pool.giveBack(buffer))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("given back twice");
            ByteBuffer part = pool.lend(BufferPool.LARGE).slice(0, BufferPool.SMALL);
            assertThatThrownBy(() -> pool.giveBack(part))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> pool.giveBack(ByteBuffer.allocateDirect(BufferPool.SMALL)))
                    .isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void eachLoopHasItsOwn() {
        try (EventLoop one = EventLoop.create();
                EventLoop other = EventLoop.create()) {
            assertThat(BufferPool.of(one)).isSameAs(BufferPool.of(one));
            assertThat(BufferPool.of(one)).isNotSameAs(BufferPool.of(other));
        }
    }

    @Test
    void otherThreadsAreRefused() {
        Rondo.run(() -> {
            BufferPool pool = BufferPool.current();
            ByteBuffer buffer = pool.lend(1);
            assertThatThrownBy(() -> Rondo.toThread(() -> pool.giveBack(buffer)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Use callSoonThreadsafe()");
            assertThatThrownBy(() -> Rondo.toThread(() -> BufferPool.of(Rondo.runningLoop())))
                    .isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void theWorkOfStreamsComesBack() {
        Rondo.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            StreamWriter writer = new StreamWriter(pair.first());
            StreamReader reader = new StreamReader(pair.second());
            for (int i = 0; i < 5; i++) {
                writer.write("hello\n");
                assertThat(reader.nextLine()).contains("hello");
                writer.write(new byte[10_000]);
                assertThat(reader.readExactly(10_000)).hasSize(10_000);
            }
            assertThat(BufferPool.current().spareBytes())
                    .isEqualTo(BufferPool.SMALL + BufferPool.LARGE);
        });
    }
}
