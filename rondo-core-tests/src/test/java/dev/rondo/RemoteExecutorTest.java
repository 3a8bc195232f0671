package dev.rondo;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Code that runs where another kind of executor runs it. */
class RemoteExecutorTest {
    /** Runs a copy of the code on the calling thread, as another process would. */
    private static final class Copying implements RemoteExecutor {
        @Override
        public <T> CompletableFuture<T> start(SerializableBody<T, ?> code) {
            CompletableFuture<T> stage = new CompletableFuture<>();
            try {
                stage.complete(copy(code).run());
            } catch (Throwable e) { // whatever ends the code is the stage's outcome
                stage.completeExceptionally(e);
            }
            return stage;
        }

        @SuppressWarnings("unchecked")
        private static <V> V copy(V object) throws IOException, ClassNotFoundException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(object);
            }
            try (ObjectInputStream in =
                    new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                return (V) in.readObject();
            }
        }
    }

    /** Takes work and never ends it. */
    private static final class Idle implements RemoteExecutor {
        private final List<CompletableFuture<?>> stages = new ArrayList<>();

        @Override
        public <T> CompletableFuture<T> start(SerializableBody<T, ?> code) {
            CompletableFuture<T> stage = new CompletableFuture<>();
            stages.add(stage);
            return stage;
        }
    }

    @Test
    void codeIsSentAndItsResultComesBack() {
        List<String> words = new ArrayList<>(List.of("a"));
        VirtualLoop.run(() -> {
            RemoteExecutor executor = new Copying();
            assertThat(toThread(executor, () -> words.add("b"))).isTrue();
            toThread(
                    executor,
                    () -> {
                        words.clear();
                    });
            assertThat(runningLoop().runInExecutor(executor, () -> words.size()).await()).isOne();
        });
        assertThat(words).containsExactly("a");
    }

    @Test
    void whatTheCodeThrowsComesWithItsType() {
        VirtualLoop.run(() -> {
            assertThatThrownBy(() ->
                            toThread(
                                    new Copying(),
                                    () -> {
                                        throw new IOException("no");
                                    }))
                    .isExactlyInstanceOf(IOException.class);
        });
    }

    @Test
    void cancellingTheTaskCancelsTheStage() {
        Idle executor = new Idle();
        VirtualLoop.run(() -> {
            Task<Integer> task = createTask(() -> toThread(executor, () -> 1));
            sleep(0);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            sleep(0);
        });
        assertThat(executor.stages).hasSize(1).allMatch(CompletableFuture::isCancelled);
    }
}
