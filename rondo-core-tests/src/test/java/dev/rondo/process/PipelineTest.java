package dev.rondo.process;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Task;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commands each of which reads what the one before writes. */
class PipelineTest {
    @ParameterizedTest
    @EnumSource
    void eachReadsWhatTheOneBeforeWrites(OnWay way) throws Exception {
        way.run(() -> {
            Pipeline pipeline =
                    Command.of("sort").pipe(Command.of("uniq", "-c")).pipe(Command.of("wc", "-l"));
            PipelineResult result = pipeline.run("b\na\nb\n");
            assertThat(result.check().text().strip()).isEqualTo("2");
            assertThat(result.returnCodes()).containsExactly(0, 0, 0);
            assertThat(pipeline).hasToString("sort | uniq -c | wc -l");
        });
    }

    @ParameterizedTest
    @EnumSource
    void returnCodeOfEachIsTold(OnWay way) throws Exception {
        way.run(() -> {
            PipelineResult result =
                    Command.shell("echo wrong >&2; exit 3")
                            .pipe(Command.shell("cat; exit 4"))
                            .run();
            assertThat(result.returnCodes()).containsExactly(3, 4);
            assertThatThrownBy(result::check)
                    .isInstanceOf(ProcessException.class)
                    .hasMessageContaining("exit code 3")
                    .hasMessageContaining("wrong");
        });
    }

    @ParameterizedTest
    @EnumSource
    void firstThatNobodyReadsAnyMoreIsNoFailure(OnWay way) throws Exception {
        way.run(() -> {
            PipelineResult result = Command.of("yes").pipe(Command.of("head", "-n", "2")).run();
            assertThat(result.check().text()).isEqualTo("y\ny\n");
        });
    }

    @ParameterizedTest
    @EnumSource
    void muchGoesThrough(OnWay way) throws Exception {
        byte[] content = new byte[4 << 20];
        new java.util.Random(8).nextBytes(content);
        way.run(() -> {
            PipelineResult result = Command.of("cat").pipe(Command.of("cat")).run(content);
            assertThat(result.stdout()).isEqualTo(content);
        });
    }

    @ParameterizedTest
    @EnumSource
    void startedOneHasTwoEnds(OnWay way) throws Exception {
        way.run(() -> {
            Pipeline pipeline =
                    Command.of("cat")
                            .withStdin(Stdio.pipe())
                            .pipe(Command.of("sort").withStdout(Stdio.pipe()));
            try (RunningPipeline running = pipeline.start()) {
                running.stdin().write("b\na\n");
                running.stdin().flush();
                running.stdin().close();
                assertThat(running.stdout().nextLine()).contains("a");
                assertThat(running.stdout().nextLine()).contains("b");
                assertThat(running.await()).containsExactly(0, 0);
            }
            assertThat(pipeline.start().communicate("2\n1\n").text()).isEqualTo("1\n2\n");
        });
    }

    @ParameterizedTest
    @EnumSource
    void oneThatCannotBeStartedLeavesNone(OnWay way) throws Exception {
        way.run(() -> {
            Pipeline pipeline =
                    Command.of("sleep", "1000")
                            .pipe(Command.of("rondo-none"))
                            .pipe(Command.of("cat"));
            assertThatThrownBy(pipeline::start)
                    .isInstanceOf(ProcessException.class)
                    .hasMessageContaining("rondo-none");
            assertThatThrownBy(pipeline::run).isInstanceOf(ProcessException.class);
        });
    }

    @ParameterizedTest
    @EnumSource
    void limitAndCancellationEndAll(OnWay way) throws Exception {
        way.run(() -> {
            Pipeline pipeline =
                    OnWay.blocked().pipe(OnWay.blocked().withTimeLimit(Duration.ofMillis(100)));
            assertThatThrownBy(pipeline::run)
                    .isInstanceOf(ProcessException.class)
                    .hasMessageContaining("PT0.1S");
            Task<?> running = createTask(() -> OnWay.blocked().pipe(OnWay.blocked()).run());
            sleep(0.05);
            running.cancel();
            assertThatThrownBy(running::await).isInstanceOf(CancelledError.class);
        });
    }

    @Test
    void insideThereAreNoOtherConnections() {
        Command command = Command.of("cat");
        assertThatThrownBy(() -> command.withStdout(Stdio.nothing()).pipe(command))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> command.pipe(command.withStdin(Stdio.nothing())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> command.pipe(command.withTerminal(80, 24)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(Pipeline::of).isInstanceOf(IllegalArgumentException.class);
    }
}
