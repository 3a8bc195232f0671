package dev.rondo.stream;

import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rondo.Action;
import dev.rondo.Rondo;
import dev.rondo.TaskFactory;
import dev.rondo.testing.TestTls;
import dev.rondo.testing.VirtualLoop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Servers, writers and transports on a loop whose tasks run at once when they are created. */
class EagerStreamsTest {
    /** Takes bytes only by writes that can wait, and does not wait in them. */
    private static final class TakesAll extends Wrapped {
        private int taken;

        TakesAll(ByteStream inner) {
            super(inner);
        }

        @Override
        public int tryWrite(ByteBuffer source) {
            return 0;
        }

        @Override
        public void write(ByteBuffer source) {
            taken += source.remaining();
            source.position(source.limit());
        }
    }

    private static <X extends Exception> void eagerly(Action<X> body) throws X {
        VirtualLoop.run(() -> {
            Rondo.runningLoop().setTaskFactory(Optional.of(TaskFactory.eager()));
            body.run();
        });
    }

    @Test
    void serverForgetsAConnectionWhoseHandlerEndsAtOnce() {
        eagerly(() -> {
            MemoryStream.Pair ends = MemoryStream.pair();
            Server server = new Server(List.of(new OneConnection(ends.first())), connection -> {});
            server.startServing();
            sleep(0);
            assertThat(server.connections()).isZero();
            server.close();
            server.waitClosed();
        });
    }

    @Test
    void handlerThatHasNotSuspendedYetIsKnownToItsServer() {
        AtomicReference<Server> itself = new AtomicReference<>();
        List<Throwable> refused = new ArrayList<>();
        eagerly(() -> {
            MemoryStream.Pair ends = MemoryStream.pair();
            Server server =
                    new Server(
                            List.of(new OneConnection(ends.first())),
                            connection -> refused.add(catchThrowable(itself.get()::waitClosed)));
            itself.set(server);
            server.startServing();
            sleep(0);
            server.close();
            server.waitClosed();
        });
        assertThat(refused)
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("would wait for itself");
    }

    @Test
    void writerGoesOnAfterATaskThatEndedAtOnce() {
        eagerly(() -> {
            TakesAll stream = new TakesAll(MemoryStream.pair().first());
            StreamWriter writer = new StreamWriter(stream);
            writer.write("one");
            writer.flush();
            writer.write("two");
            writer.flush();
            assertThat(stream.taken).isEqualTo(6);
        });
    }

    @Test
    void transportGoesOnAfterATaskThatEndedAtOnce() {
        eagerly(() -> {
            TakesAll stream = new TakesAll(MemoryStream.pair().first());
            Transport transport = Transport.over(stream, new Protocol() {});
            transport.write("one".getBytes());
            transport.write("two".getBytes());
            sleep(0);
            assertThat(stream.taken).isEqualTo(6);
            transport.abort();
        });
    }

    @Test
    void tlsTakesBytesAfterATaskThatEndedAtOnce() throws Exception {
        Action<Exception> body =
                () -> {
                    Rondo.runningLoop().setTaskFactory(Optional.of(TaskFactory.eager()));
                    MemoryStream.Pair pair = MemoryStream.pair();
                    ByteStream waitsOnly =
                            new Wrapped(pair.first()) {
                                @Override
                                public int tryWrite(ByteBuffer source) {
                                    return 0;
                                }
                            };
                    ByteStream near =
                            TestTls.secure(
                                    waitsOnly,
                                    pair.second(),
                                    TestTls.client(),
                                    TestTls.server(),
                                    (client, server) -> client);
                    ByteBuffer source = ByteBuffer.wrap(new byte[10]);
                    assertThat(near.tryWrite(source)).isEqualTo(10);
                    near.abort();
                };
        Rondo.run(body);
    }
}
