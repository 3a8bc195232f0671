package dev.rondo.test;

import static dev.rondo.Rondo.callLater;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.currentTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.ContextVar;
import dev.rondo.EventLoop;
import dev.rondo.Task;
import dev.rondo.net.SystemNetwork;
import dev.rondo.sim.Seed;
import dev.rondo.stream.Network;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How JUnit's tests run in a loop: kinds of tests, life cycles, parameters. */
class RondoTestTest {
    private static boolean inLoop() {
        return currentTask().isPresent();
    }

    // ---- Kinds of tests

    static class OfEveryKind {
        @RondoTest
        void plain(VirtualClock clock) {
            sleep(3_600);
            assertThat(clock.elapsed()).isEqualTo(Duration.ofHours(1));
        }

        @Test
        void notInALoop() {
            assertThat(inLoop()).isFalse();
        }

        @InLoop
        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void parameterised(int seconds, VirtualClock clock) {
            sleep(seconds);
            assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(seconds));
        }

        @InLoop
        @RepeatedTest(2)
        void repeated(VirtualClock clock) {
            assertThat(clock.elapsed()).isZero();
            sleep(1);
        }

        @InLoop
        @TestFactory
        Stream<DynamicTest> made() {
            assertThat(inLoop()).isTrue();
            return Stream.of("a", "b").map(name -> DynamicTest.dynamicTest(name, () -> sleep(1)));
        }

        @InLoop
        @Nested
        class Inside {
            @Test
            void nested() {
                assertThat(inLoop()).isTrue();
                sleep(1);
            }

            @Nested
            class Deeper {
                @Test
                void nestedDeeper() {
                    sleep(1);
                }
            }
        }
    }

    @Test
    void testsOfEveryKindRunInALoop() {
        TestKit.passes(OfEveryKind.class, 11);
    }

    // ---- Life cycles

    static class WithSetUp {
        private final List<String> steps = new ArrayList<>();
        private final EventLoop loop;
        private static final ContextVar<String> USER = ContextVar.of("user");
        private Task<?> ticker;
        private int ticks;

        WithSetUp(EventLoop loop) {
            this.loop = loop;
            assertThat(runningLoop()).isSameAs(loop);
        }

        @BeforeAll
        static void notInALoop() {
            assertThat(inLoop()).isFalse();
        }

        @BeforeEach
        void setUp(EventLoop given) {
            assertThat(given).isSameAs(loop).isSameAs(runningLoop());
            USER.set("ada");
            ticker =
                    createTask(() -> {
                        while (true) {
                            sleep(1);
                            ticks++;
                        }
                    });
            steps.add("set up");
        }

        @RondoTest
        void test() {
            assertThat(steps).containsExactly("set up");
            assertThat(USER.get()).isEqualTo("ada");
            sleep(10.5);
            assertThat(ticks).isEqualTo(10);
            steps.add("test");
        }

        @AfterEach
        void tearDown() {
            assertThat(steps).containsExactly("set up", "test");
            assertThat(runningLoop()).isSameAs(loop);
            ticker.cancel();
        }
    }

    @Test
    void setUpAndTearDownRunInTheLoopOfTheTest() {
        TestKit.passes(WithSetUp.class, 1);
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @InLoop
    static class WithOneInstance {
        private final List<EventLoop> loops = new ArrayList<>();

        @BeforeEach
        void setUp() {
            loops.add(runningLoop());
        }

        @Test
        void one() {
            assertThat(loops.getLast()).isSameAs(runningLoop());
        }

        @Test
        void two() {
            assertThat(loops.getLast()).isSameAs(runningLoop());
            assertThat(loops).doesNotHaveDuplicates();
        }
    }

    @Test
    void eachTestHasALoopEvenIfTheyShareAnInstance() {
        TestKit.passes(WithOneInstance.class, 2);
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @InLoop
    static class WithoutLoopForAll {
        WithoutLoopForAll(EventLoop loop) {}

        @Test
        void test() {}
    }

    @Test
    void thereIsNoLoopForAllTests() {
        assertThat(TestKit.failure(WithoutLoopForAll.class))
                .hasStackTraceContaining("Each test has a loop of its own");
    }

    // ---- Parameters

    static class WithParameters {
        @RondoTest
        void virtual(
                EventLoop loop,
                VirtualClock clock,
                Network network,
                MemoryNetwork memory,
                Seed seed,
                TestLoop test) {
            assertThat(loop).isSameAs(runningLoop());
            assertThat(network).isSameAs(memory);
            assertThat(List.of(test.loop(), test.clock(), test.network(), test.seed()))
                    .isEqualTo(List.of(loop, clock, network, seed));
        }

        @RondoTest(time = Time.REAL)
        void real(Network network, EventLoop loop) {
            assertThat(network).isSameAs(SystemNetwork.instance());
            assertThat(loop.poller().toString()).doesNotContain("virtual");
        }
    }

    @Test
    void parametersAreInjected() {
        TestKit.passes(WithParameters.class, 2);
    }

    static class WithAVirtualClockOnRealTime {
        @RondoTest(time = Time.REAL)
        void test(VirtualClock clock) {}
    }

    @Test
    void realTimeHasNoVirtualClock() {
        assertThat(TestKit.failure(WithAVirtualClockOnRealTime.class))
                .hasMessageContaining("A test on real time has no virtual clock");
    }

    static class WithSeed {
        @RondoTest
        void test(Seed seed) throws IOException {
            throw new IOException("seed was " + seed);
        }
    }

    @Test
    void aFailureSaysItsSeed() {
        Throwable failure = TestKit.failure(WithSeed.class);
        assertThat(failure).isInstanceOf(IOException.class);
        String seed = failure.getMessage().substring("seed was ".length());
        assertThat(failure.getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly("Replay with: -Drondo.seed=" + seed);
    }

    // ---- Options

    @InLoop(time = Time.REAL)
    static class OnRealTime {
        @Test
        void asTheClassSays(TestLoop test) {
            assertThat(test.network()).isSameAs(SystemNetwork.instance());
        }

        @InLoop
        @Nested
        class Inside {
            @Test
            void theNearestHolds(VirtualClock clock) {
                sleep(60);
            }
        }

        @RondoTest
        void theNearestHoldsOnAMethodToo(VirtualClock clock) {
            callLater(60, () -> {});
            sleep(61);
        }
    }

    @Test
    void theNearestAnnotationHolds() {
        TestKit.passes(OnRealTime.class, 3);
    }
}
