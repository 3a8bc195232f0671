package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -Drondo.loopFactory}. */
class LoopFactoryTest {
    private static final String PROPERTY = "rondo.loopFactory";

    @AfterEach
    void clear() {
        System.clearProperty(PROPERTY);
    }

    private static void name(Class<?> factory) {
        System.setProperty(PROPERTY, factory.getName());
    }

    /** Makes loops that can be told from others. */
    public static final class Debugging implements Supplier<EventLoop> {
        @Override
        public EventLoop get() {
            return EventLoop.create(LoopOptions.defaults().withDebug(true));
        }
    }

    @Test
    void loopsOfRunComeFromTheNamedFactory() {
        name(Debugging.class);

        assertThat(Rondo.run(() -> Rondo.runningLoop().debug())).isTrue();
    }

    @Test
    void loopsOfARunnerComeFromTheNamedFactory() {
        name(Debugging.class);

        try (Runner runner = new Runner()) {
            assertThat(runner.loop().debug()).isTrue();
        }
    }

    @Test
    void emptyNameMeansTheDefault() {
        System.setProperty(PROPERTY, "");

        assertThat(Rondo.run(Rondo::runningLoop)).isNotNull();
    }

    @Test
    void loopsMadeByHandDoNot() {
        name(Debugging.class);

        try (EventLoop loop = EventLoop.create(LoopOptions.defaults().withDebug(false))) {
            assertThat(loop.debug()).isFalse();
        }
    }

    @Test
    void factoryOfTheOptionsGoesFirst() {
        System.setProperty(PROPERTY, "no.such.Factory");
        RunnerOptions options =
                RunnerOptions.defaults()
                        .withLoopFactory(
                                () -> EventLoop.create(LoopOptions.defaults().withDebug(false)));

        assertThat(Rondo.run(options, () -> Rondo.runningLoop().debug())).isFalse();
    }

    /** Has no constructor that could be called. */
    public static final class WithParameter implements Supplier<EventLoop> {
        private final EventLoop loop;

        public WithParameter(EventLoop loop) {
            this.loop = loop;
        }

        @Override
        public EventLoop get() {
            return loop;
        }
    }

    /** Is not public. */
    static final class Hidden implements Supplier<EventLoop> {
        @Override
        public EventLoop get() {
            return EventLoop.create();
        }
    }

    /** Fails when it is made. */
    public static final class FailsWhenMade implements Supplier<EventLoop> {
        public FailsWhenMade() {
            throw new UnsupportedOperationException("not here");
        }

        @Override
        public EventLoop get() {
            return EventLoop.create();
        }
    }

    /** Fails when its class is initialised. */
    public static final class FailsWhenInitialised implements Supplier<EventLoop> {
        private static final int BROKEN = Integer.parseInt("broken");

        @Override
        public EventLoop get() {
            throw new AssertionError(BROKEN);
        }
    }

    /** Makes something else. */
    public static final class OfStrings implements Supplier<String> {
        @Override
        public String get() {
            return "a loop";
        }
    }

    /** Makes nothing. */
    public static final class OfNothing implements Supplier<EventLoop> {
        @Override
        @SuppressWarnings("NullAway")
        public EventLoop get() {
            return null;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no.such.Factory",
                "java.lang.String",
                "dev.rondo.LoopFactoryTest$WithParameter",
                "dev.rondo.LoopFactoryTest$Hidden",
                "dev.rondo.LoopFactoryTest$FailsWhenMade",
                "dev.rondo.LoopFactoryTest$FailsWhenInitialised",
                "dev.rondo.LoopFactoryTest$OfStrings",
                "dev.rondo.LoopFactoryTest$OfNothing"
            })
    void whatIsNoFactoryIsRefusedByNameAndWithAdvice(String className) {
        System.setProperty(PROPERTY, className);

        assertThatThrownBy(() -> Rondo.run(() -> "never"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("-Drondo.loopFactory=" + className + " cannot be used: ")
                .hasMessageContaining("It must name a public class");
    }

    /** Cannot make a loop today. */
    public static final class Refusing implements Supplier<EventLoop> {
        @Override
        public EventLoop get() {
            throw new UnsupportedOperationException("no loops today");
        }
    }

    @Test
    void failureOfTheFactoryIsThrownAsItIs() {
        name(Refusing.class);

        assertThatThrownBy(() -> Rondo.run(() -> "never"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("no loops today");
    }
}
