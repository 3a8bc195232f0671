package dev.rondo.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Memory by name, in this process and by one that is killed. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedMemoryTest {
    private final Leaks leaks = new Leaks();

    @AfterEach
    void nothingIsLeft() {
        leaks.assertNone();
    }

    @Test
    void whatOneWritesTheOtherReads() {
        try (SharedMemory memory = SharedMemory.create("mine", 100);
                SharedMemory same = SharedMemory.open(memory.name())) {
            assertThat(same.size()).isEqualTo(100);
            assertThat(same.segment().get(ValueLayout.JAVA_BYTE, 99)).isZero();
            memory.segment().set(ValueLayout.JAVA_BYTE, 99, (byte) 5);
            assertThat(same.segment().get(ValueLayout.JAVA_BYTE, 99)).isEqualTo((byte) 5);
            assertThatThrownBy(() -> SharedMemory.create("mine", 1))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("There is shared memory named");
        }
    }

    @Test
    void whatIsClosedCannotBeUsedOrOpened() {
        SharedMemory memory = SharedMemory.create(10);
        SharedMemory copy = SharedMemory.open(memory.name());
        memory.close();
        memory.close(); // again does nothing

        assertThat(copy.segment().byteSize()).isEqualTo(10); // it stays for those who have it
        copy.close();
        assertThatThrownBy(memory::segment).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> SharedMemory.open(memory.name()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("Its creator has closed it");
    }

    @Test
    void aFullMemoryIsToldAndLeavesNothing() {
        assertThatThrownBy(() -> SharedMemory.create(1L << 50))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("Cannot make 1125899906842624 bytes");
    }

    @Test
    void whatAKilledCreatorLeavesIsFoundAndFreed() {
        try (Channel<String> names = Channel.create(1);
                WorkerProcess creator =
                        WorkerProcess.start(
                                "creator",
                                true,
                                WorkerOptions.defaults(),
                                () -> {
                                    names.send(SharedMemory.create(10).name());
                                    Thread.sleep(60_000);
                                })) {
            String name = names.receive();
            assertThat(SharedMemory.leaked()).doesNotContain(name);
            creator.kill();
            creator.join();

            assertThat(SharedMemory.leaked()).contains(name);
            assertThat(SharedMemory.freeLeaked()).isPositive();
            assertThat(SharedMemory.leaked()).doesNotContain(name);
            assertThat(Files.exists(Path.of("/dev/shm", name))).isFalse();
        }
    }
}
