package dev.rondo;

import static dev.rondo.Rondo.callSoon;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The JDK's values of a thread, in tasks. */
class ThreadValuesTest {
    private static final ThreadLocal<String> LOCAL = ThreadLocal.withInitial(() -> "initial");
    private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();
    private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();

    @Test
    void threadLocalsAreATasksOwn() {
        VirtualLoop.run(() -> {
            LOCAL.set("main");
            List<Task<String>> tasks = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                tasks.add(
                        createTask(() -> {
                            assertThat(LOCAL.get()).isEqualTo("initial");
                            LOCAL.set(name);
                            sleep(0);
                            sleep(1);
                            return LOCAL.get();
                        }));
            }
            List<String> seen = new ArrayList<>();
            for (Task<String> task : tasks) {
                seen.add(task.await());
            }
            assertThat(seen).containsExactly("a", "b", "c");
            assertThat(LOCAL.get()).isEqualTo("main");
        });
    }

    @Test
    void inheritableThreadLocalsAreInheritedFromTheTaskThatCreates() {
        INHERITED.set("thread of the loop");
        try {
            VirtualLoop.run(() -> {
                INHERITED.set("main task");
                Task<String> child = createTask(INHERITED::get);
                INHERITED.set("changed");
                assertThat(child.await()).isEqualTo("main task");
                Task<String> eager =
                        createTask(TaskOptions.defaults().withEagerStart(true), INHERITED::get);
                assertThat(eager.await()).isEqualTo("changed");
            });
        } finally {
            INHERITED.remove();
        }
    }

    @Test
    void scopedValuesStayBoundAcrossWaitsOfTheirTaskOnly() {
        VirtualLoop.run(() -> {
            Task<String> bound =
                    createTask(() ->
                            ScopedValue.where(SCOPED, "outer")
                                    .call(() -> {
                                        sleep(1);
                                        String inner =
                                                ScopedValue.where(SCOPED, "inner")
                                                        .call(() -> {
                                                            sleep(1);
                                                            return SCOPED.get();
                                                        });
                                        sleep(1);
                                        return SCOPED.get() + " " + inner;
                                    }));
            Task<Boolean> beside =
                    createTask(() -> {
                        sleep(1.5);
                        return SCOPED.isBound();
                    });
            assertThat(bound.await()).isEqualTo("outer inner");
            assertThat(beside.await()).isFalse();
        });
    }

    @Test
    void scopedValuesDoNotReachTasksAndCallbacksButContextVariablesDo() {
        ContextVar<String> variable = ContextVar.of("variable");
        VirtualLoop.run(() -> {
            List<String> seen = new ArrayList<>();
            variable.set("in context");
            ScopedValue.where(SCOPED, "bound")
                    .run(() -> {
                        callSoon(() -> seen.add(SCOPED.isBound() + " " + variable.get()));
                        createTask(() -> seen.add(SCOPED.isBound() + " " + variable.get())).await();
                    });
            assertThat(seen).containsExactly("false in context", "false in context");
        });
    }

    @Test
    void contextClassLoaderIsInherited() {
        ClassLoader own = new ClassLoader(getClass().getClassLoader()) {};
        VirtualLoop.run(() -> {
            Thread.currentThread().setContextClassLoader(own);
            assertThat(createTask(() -> Thread.currentThread().getContextClassLoader()).await())
                    .isSameAs(own);
        });
    }
}
