package dev.rondo.net;

import static dev.rondo.Rondo.taskGroup;
import static dev.rondo.net.Net.adopt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.net.Channels.Pair;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Connection;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Adopted channels on a poller that has a thread beside it for them. A task that asks for readiness
 * may be suspended in the JDK while that thread holds a lock, and the readiness may come before the
 * task goes on: one transfer in a thousand hung when the loop noted its own interest afterwards.
 */
class AdoptRaceTest {
    private static final int BYTES = 1_000_000; // more than both buffers of a connection

    @Test
    void transfersBothWaysEnd() throws Exception {
        transfer(100);
    }

    @Test
    @Tag("slow")
    void manyTransfersBothWaysEnd() throws Exception {
        transfer(10_000);
    }

    private static void transfer(int times) throws Exception {
        Channels.on(
                Pollers::epoll,
                () -> {
                    for (int i = 0; i < times; i++) {
                        Pair pair = Pair.open();
                        try (Connection near = adopt(pair.near());
                                Connection far = adopt(pair.far())) {
                            bothWays(near.stream(), far.stream());
                        }
                    }
                });
    }

    private static void bothWays(ByteStream near, ByteStream far) {
        taskGroup(group -> {
            for (ByteStream stream : new ByteStream[] {near, far}) {
                group.createTask(() -> stream.write(ByteBuffer.allocate(BYTES)));
                group.createTask(() -> {
                    ByteBuffer target = ByteBuffer.allocate(BYTES);
                    while (target.hasRemaining()) {
                        assertThat(stream.read(target)).isPositive();
                    }
                });
            }
        });
    }
}
