package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rondo.testing.Start;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** When a {@link TaskGroup} whose body is over takes tasks, and when it ends. */
@ParameterizedClass
@EnumSource
class TaskGroupClosingTest {
    private final Start start;
    private final List<String> log = new ArrayList<>();

    TaskGroupClosingTest(Start start) {
        this.start = start;
    }

    @Test
    void lastTaskMayCreateAnotherInItsLastStep() {
        start.run(() -> {
            taskGroup(g -> {
                g.createTask(() -> {
                    sleep(1);
                    g.createTask(() -> {
                        sleep(1);
                        log.add("another slept");
                    });
                });
            });
            assertThat(log).containsExactly("another slept");
            assertThat(runningLoop().time()).hasSeconds(2);
        });
    }

    @Test
    void tasksThatEndWithoutASuspensionDoNotEndTheGroupEarly() {
        start.run(() -> {
            taskGroup(g -> {
                g.createTask(() -> log.add("at once"));
                g.createTask(() -> {
                    sleep(1);
                    g.createTask(() -> log.add("at once, later"));
                    sleep(1);
                    log.add("task slept");
                });
            });
            assertThat(log).containsExactly("at once", "at once, later", "task slept");
        });
    }

    @Test
    void closedGroupTakesNoTaskFromACallbackOfItsLastOne() {
        start.run(() -> {
            taskGroup(g -> {
                g.createTask(() -> sleep(1))
                        .addDoneCallback(done ->
                                assertThatExceptionOfType(IllegalStateException.class)
                                        .isThrownBy(() -> g.createTask(() -> log.add("never")))
                                        .withMessageContaining("is finished"));
            });
            sleep(0);
            assertThat(log).isEmpty();
        });
    }
}
