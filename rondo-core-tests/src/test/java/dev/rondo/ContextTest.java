package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** {@link Context} and {@link ContextVar} outside of tasks. */
class ContextTest {
    private final ContextVar<String> plain = ContextVar.of("plain");
    private final ContextVar<Integer> number = ContextVar.of("number", 42);

    // ---- Variables

    @Test
    void variableHasAName() {
        assertThat(plain.name()).isEqualTo("plain");
        assertThatNullPointerException().isThrownBy(() -> ContextVar.of(null)).withMessage("name");
        assertThat(ContextVar.of("plain")).isNotEqualTo(plain); // the name is no identity
    }

    @Test
    void textsNameTheVariable() throws Exception {
        new Context()
                .run(() -> {
                    ContextVar.Token<String> token = plain.set("x");
                    assertThat(plain).hasToString("<ContextVar plain>");
                    assertThat(token).hasToString("<Token of plain>");
                    plain.reset(token);
                    assertThat(token).hasToString("<Token of plain, used>");
                    return null;
                });
    }

    @Test
    void variableWithoutValueOrDefaultHasNone() throws Exception {
        new Context()
                .run(() -> {
                    assertThatExceptionOfType(NoSuchElementException.class)
                            .isThrownBy(plain::get)
                            .withMessageContaining("plain");
                    assertThat(plain.find()).isEmpty();
                    assertThat(plain.orElse("other")).isEqualTo("other");
                    assertThat(number.get()).isEqualTo(42);
                    assertThat(number.find()).hasValue(42);
                    assertThat(number.orElse(7)).isEqualTo(42);
                    return null;
                });
    }

    @Test
    void valueIsNotNull() {
        assertThatNullPointerException().isThrownBy(() -> plain.set(null)).withMessage("value");
    }

    // ---- Set and reset

    @Test
    void resetGoesBackToTheValueBeforeEachSet() throws Exception {
        new Context()
                .run(() -> {
                    ContextVar.Token<String> first = plain.set("42");
                    assertThat(plain.get()).isEqualTo("42");
                    assertThat(first.previous()).isEmpty();
                    assertThat(first.variable()).isSameAs(plain);

                    ContextVar.Token<String> second = plain.set("spam");
                    assertThat(plain.get()).isEqualTo("spam");
                    assertThat(second.previous()).hasValue("42");
                    plain.reset(second);
                    assertThat(plain.get()).isEqualTo("42");

                    plain.set("spam2");
                    assertThatIllegalStateException()
                            .isThrownBy(() -> plain.reset(second))
                            .withMessageContaining("used before");
                    assertThat(plain.get()).isEqualTo("spam2");
                    Context before = Context.copyCurrent();

                    plain.reset(first);
                    assertThatIllegalStateException().isThrownBy(() -> plain.reset(first));
                    assertThat(plain.find()).isEmpty();

                    assertThat(before.find(plain)).hasValue("spam2");
                    assertThat(before.size()).isEqualTo(1);
                    assertThat(Context.copyCurrent().size()).isZero();
                    assertThat(Context.copyCurrent().find(plain)).isEmpty();
                    return null;
                });
    }

    @Test
    void tokenOfAnotherVariableIsRefused() throws Exception {
        new Context()
                .run(() -> {
                    ContextVar<String> other = ContextVar.of("other");
                    ContextVar.Token<String> token = plain.set("x");
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> other.reset(token))
                            .withMessageContaining("made by context variable plain");
                    return null;
                });
    }

    @Test
    void tokenOfAnotherContextIsRefused() throws Exception {
        Context context = new Context();
        ContextVar.Token<Integer> token = context.run(() -> number.set(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> number.reset(token))
                .withMessageContaining("another context");
        context.run(() -> {
            number.reset(token);
            return null;
        });
        assertThat(context.find(number)).isEmpty();
    }

    @Test
    void contextShowsSetAndResetWhileCodeIsInIt() throws Exception {
        Context context = new Context();
        context.run(() -> {
            assertThat(number.get()).isEqualTo(42);
            assertThat(context.find(number)).isEmpty(); // a default is no value
            assertThat(context.size()).isZero();
            ContextVar.Token<Integer> token = number.set(1);
            assertThat(context.size()).isEqualTo(1);
            assertThat(context.find(number)).hasValue(1);
            number.reset(token);
            assertThat(context.size()).isZero();
            assertThat(context.find(number)).isEmpty();
            return null;
        });
    }

    @Test
    void valuesAreSharedAndNotCopied() throws Exception {
        ContextVar<List<Integer>> list = ContextVar.of("list");
        new Context()
                .run(() -> {
                    list.set(new ArrayList<>());
                    Context.copyCurrent()
                            .run(() -> {
                                list.set(new ArrayList<>());
                                list.get().add(42);
                                assertThat(list.get()).containsExactly(42);
                                return null;
                            });
                    assertThat(list.get()).isEmpty();
                    Context.copyCurrent().run(() -> list.get().add(1));
                    assertThat(list.get()).containsExactly(1);
                    return null;
                });
    }

    // ---- Contexts

    @Test
    void newContextIsEmptyAndACopyOfTheCurrentOneIsNot() throws Exception {
        assertThat(new Context().size()).isZero();
        new Context()
                .run(() -> {
                    plain.set("x");
                    assertThat(Context.copyCurrent().size()).isEqualTo(1);
                    assertThat(new Context().size()).isZero();
                    return null;
                });
    }

    @Test
    void runReturnsWhatTheCodeReturns() throws Exception {
        assertThat(new Context().run(() -> "value")).isEqualTo("value");
        assertThatNullPointerException()
                .isThrownBy(() -> new Context().run((Action<RuntimeException>) null));
    }

    @Test
    void runThrowsWhatTheCodeThrows() {
        Body<String, Exception> failing =
                () -> {
                    throw new Exception("checked");
                };
        assertThatThrownBy(() -> new Context().run(failing))
                .isExactlyInstanceOf(Exception.class)
                .hasMessage("checked");
    }

    @Test
    void failureDoesNotKeepTheContextCurrent() {
        Context context = new Context();
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        context.run(() -> {
                            plain.set("spam");
                            throw new IllegalStateException();
                        }));
        assertThat(plain.find()).isEmpty();
        assertThat(context.find(plain)).hasValue("spam");
    }

    @Test
    void nestedContextsAreSeparate() throws Exception {
        Context outer = new Context();
        Context inner = new Context();
        Context copied =
                outer.run(() -> {
                    assertThat(plain.find()).isEmpty();
                    plain.set("spam");
                    inner.run(() -> {
                        assertThat(plain.find()).isEmpty();
                        return null;
                    });
                    assertThat(plain.get()).isEqualTo("spam");
                    return Context.copyCurrent();
                });
        assertThat(copied.size()).isEqualTo(1);
        assertThat(copied.find(plain)).hasValue("spam");
        assertThat(outer.find(plain)).hasValue("spam");
        assertThat(inner.size()).isZero();
    }

    @Test
    void changesAreSeenThroughTheContextObject() throws Exception {
        Context context = new Context();
        context.run(() -> {
            assertThat(context.find(number)).isEmpty();
            number.set(7);
            assertThat(number.get()).isEqualTo(7);
            assertThat(context.find(number)).hasValue(7);
            return null;
        });
        assertThat(number.get()).isEqualTo(42);
    }

    @Test
    void contextMayBeEnteredAgainInside() throws Exception {
        Context context = new Context();
        context.run(() -> {
            plain.set("outer");
            context.run(() -> plain.set("inner"));
            assertThat(plain.get()).isEqualTo("inner");
            return null;
        });
        assertThat(plain.find()).isEmpty();
    }

    @Test
    void copyGoesItsOwnWay() throws Exception {
        Context first = new Context();
        first.run(() -> {
            number.set(10);
            Context second = first.copy();
            assertThat(second.find(number)).hasValue(10);

            number.set(20);
            assertThat(first.find(number)).hasValue(20);
            assertThat(second.find(number)).hasValue(10);

            second.run(() -> {
                assertThat(number.get()).isEqualTo(10);
                return number.set(30);
            });
            assertThat(first.find(number)).hasValue(20);
            assertThat(second.find(number)).hasValue(30);
            return null;
        });
    }

    @Test
    void textShowsTheValues() throws Exception {
        Context context = new Context();
        context.run(() -> plain.set("x"));
        assertThat(context).hasToString("<Context {<ContextVar plain>=x}>");
    }

    @Test
    void everyThreadHasItsOwnContext() throws Exception {
        int threads = 10;
        CyclicBarrier step = new CyclicBarrier(threads);
        List<Callable<Integer>> work = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int first = thread;
            work.add(() -> {
                for (int i = 0; i < 10; i++) {
                    number.set(first + i);
                    step.await();
                    assertThat(number.get()).isEqualTo(first + i);
                    step.await();
                }
                return first;
            });
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Integer> results = new ArrayList<>();
            for (var done : pool.invokeAll(work)) {
                results.add(done.get());
            }
            assertThat(results).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        }
        assertThat(number.get()).isEqualTo(42);
    }
}
