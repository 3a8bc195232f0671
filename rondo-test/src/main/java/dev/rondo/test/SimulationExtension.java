package dev.rondo.test;

import dev.rondo.sim.Exploration;
import dev.rondo.sim.ExplorationOptions;
import dev.rondo.sim.Simulation;
import dev.rondo.sim.SimulationOptions;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/**
 * What is behind {@link SimulationTest} and {@link EveryOrder}: JUnit's own call is skipped, and
 * the method is called once a run with the simulation in the place of its parameter.
 */
public final class SimulationExtension implements InvocationInterceptor, ParameterResolver {
    /** Creates the extension; JUnit does. */
    public SimulationExtension() {}

    // ---- Around each run, and not by JUnit

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context) {
        invocation.skip();
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context) {
        invocation.skip();
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context) {
        invocation.skip();
        List<Class<?>> classes = new ArrayList<>();
        for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
            classes.add(instance.getClass());
        }
        checkSetUp(classes);
        SimulatedMethod simulated =
                new SimulatedMethod(classes, method.getExecutable(), method.getArguments());
        if (Arrays.stream(method.getExecutable().getParameterTypes())
                .noneMatch(type -> type == Simulation.class)) {
            throw new AssertionError(
                    "A simulated test takes the simulation: void "
                            + method.getExecutable().getName()
                            + "(Simulation simulation)");
        }
        explore(context, simulated);
        simulated.abortIfAllRunsDid();
    }

    /** What {@code @BeforeAll} gives to JUnit's one instance is not there in those of the runs. */
    private static void checkSetUp(List<Class<?>> classes) {
        for (Class<?> type : classes) {
            for (Method each :
                    AnnotationSupport.findAnnotatedMethods(
                            type, BeforeAll.class, HierarchyTraversalMode.TOP_DOWN)) {
                if (!Modifier.isStatic(each.getModifiers())) {
                    throw new AssertionError(
                            "Each run of a simulated test has an instance of its own, which "
                                    + each.getName()
                                    + "() would not be called on"
                                    + "\nMake it static, or a @BeforeEach method");
                }
            }
        }
    }

    private static void explore(ExtensionContext context, SimulatedMethod simulated) {
        Optional<EveryOrder> everyOrder =
                AnnotationSupport.findAnnotation(context.getElement(), EveryOrder.class);
        if (everyOrder.isPresent()) {
            tryEveryOrder(everyOrder.get().maxRuns(), simulated);
        } else {
            AnnotationSupport.findAnnotation(context.getElement(), SimulationTest.class)
                    .map(SimulationExtension::options)
                    .ifPresent(options -> Exploration.run(options, simulated::run));
        }
    }

    private static void tryEveryOrder(int maxRuns, SimulatedMethod simulated) {
        Optional<Integer> orders = Exploration.everyOrder(maxRuns, simulated::run);
        if (orders.isEmpty() && System.getProperty("rondo.seed") == null) {
            throw new AssertionError(
                    "There are more than "
                            + maxRuns
                            + " orders; none of those that were tried failed"
                            + "\nMake the program smaller, raise maxRuns, or use @SimulationTest");
        }
    }

    private static ExplorationOptions options(SimulationTest test) {
        ExplorationOptions options =
                ExplorationOptions.defaults()
                        .withFirstSeed(test.firstSeed())
                        .withShrinkRuns(test.shrinkRuns())
                        .withSimulation(
                                SimulationOptions.defaults()
                                        .withMaxSteps(test.maxSteps())
                                        .withTimeLimit(Duration.ofDays(test.timeLimitDays())));
        if (System.getProperty("rondo.seeds") == null) {
            options = options.withSeeds(test.seeds());
        }
        return test.threads() == 0 ? options : options.withThreads(test.threads());
    }

    // ---- The simulation as a parameter

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Simulation.class;
    }

    /** Returns nothing: the simulations are yet to come. */
    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (parameter.getDeclaringExecutable() instanceof Constructor<?>) {
            throw new ParameterResolutionException(
                    "There is no simulation yet when JUnit calls the constructor"
                            + "\nTake the parameter in the test or in @BeforeEach");
        }
        return null;
    }
}
