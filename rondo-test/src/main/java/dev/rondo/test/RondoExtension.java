package dev.rondo.test;

import dev.rondo.EventLoop;
import dev.rondo.sim.Seed;
import dev.rondo.stream.Network;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What is behind {@link RondoTest} and {@link InLoop}: a {@link TestLoop} for each test, which its
 * methods run in.
 *
 * <p>{@code @BeforeAll} and {@code @AfterAll} methods are not in a loop, since each test has one of
 * its own; nor is the constructor of a class with one instance for all tests.
 */
public final class RondoExtension
        implements InvocationInterceptor, ParameterResolver, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(RondoExtension.class);
    private static final Set<Class<?>> TYPES =
            Set.of(
                    EventLoop.class,
                    VirtualClock.class,
                    Network.class,
                    MemoryNetwork.class,
                    Seed.class,
                    TestLoop.class);

    /** Keeps a loop in the store, which closes it if the test never came to its end. */
    private record Kept(TestLoop loop) implements AutoCloseable {
        @Override
        public void close() {
            loop.close();
        }
    }

    /** Creates the extension; JUnit does. */
    public RondoExtension() {}

    // ---- The loop of a test

    private static TestLoop loopOf(ExtensionContext context) {
        ExtensionContext.Store store = context.getStore(NAMESPACE);
        Kept kept = store.get(Kept.class, Kept.class);
        if (kept == null) { // computeIfAbsent() is not in JUnit 5
            kept = new Kept(new TestLoop(optionsOf(context)));
            store.put(Kept.class, kept);
        }
        return kept.loop();
    }

    private static TestOptions optionsOf(ExtensionContext context) {
        Optional<RondoTest> test =
                AnnotationSupport.findAnnotation(context.getElement(), RondoTest.class);
        if (test.isPresent()) {
            RondoTest a = test.get();
            return options(a.time(), a.deadlineSeconds(), a.allow(), a.allowTasks());
        }
        return AnnotationSupport.findAnnotation(context.getElement(), InLoop.class)
                .or(() -> onClass(context))
                .map(a -> options(a.time(), a.deadlineSeconds(), a.allow(), a.allowTasks()))
                .orElseGet(TestOptions::defaults);
    }

    private static Optional<InLoop> onClass(ExtensionContext context) {
        List<Class<?>> classes = new ArrayList<>(context.getEnclosingTestClasses());
        context.getTestClass().ifPresent(classes::add);
        return classes.reversed().stream()
                .flatMap(type -> AnnotationSupport.findAnnotation(type, InLoop.class).stream())
                .findFirst();
    }

    private static TestOptions options(
            Time time, double deadlineSeconds, Finding[] allow, String[] allowTasks) {
        return TestOptions.defaults()
                .withTime(time)
                .withDeadline(Duration.ofNanos((long) (deadlineSeconds * 1e9)))
                .withAllow(allow)
                .withAllowTasks(allowTasks);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Kept kept = context.getStore(NAMESPACE).get(Kept.class, Kept.class);
        if (kept != null) {
            kept.close();
        }
    }

    // ---- Running in it

    private static <T extends @Nullable Object> T run(
            Invocation<T> invocation, ExtensionContext context) throws Throwable {
        if (isSimulated(context)) {
            return invocation.proceed();
        }
        List<T> result = new ArrayList<>(1);
        loopOf(context)
                .run(() -> {
                    result.add(invocation.proceed());
                });
        return result.getFirst();
    }

    /** Whether it is a test of a class with {@link InLoop} that has loops of its own. */
    private static boolean isSimulated(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getElement(), SimulationTest.class)
                || AnnotationSupport.isAnnotated(context.getElement(), EveryOrder.class);
    }

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(
            ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public <T> T interceptTestClassConstructor(
            Invocation<T> invocation,
            ReflectiveInvocationContext<Constructor<T>> constructor,
            ExtensionContext context)
            throws Throwable {
        return context.getTestMethod().isPresent()
                ? run(invocation, context)
                : invocation.proceed();
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        run(invocation, context);
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        run(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        run(invocation, context);
    }

    @Override
    public <T extends @Nullable Object> T interceptTestFactoryMethod(
            Invocation<T> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        return run(invocation, context);
    }

    @Override
    public void interceptDynamicTest(
            Invocation<@Nullable Void> invocation,
            DynamicTestInvocationContext test,
            ExtensionContext context)
            throws Throwable {
        run(invocation, context);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        run(invocation, context);
    }

    // ---- Parameters

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return TYPES.contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException(
                    "Each test has a loop of its own, so there is none for all of them"
                            + "\nTake the parameter in the test or in @BeforeEach");
        }
        try {
            return part(loopOf(context), parameter.getParameter().getType());
        } catch (IllegalStateException e) {
            throw new ParameterResolutionException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Object part(TestLoop loop, Class<?> type) {
        if (type == EventLoop.class) {
            return loop.loop();
        }
        if (type == VirtualClock.class) {
            return loop.clock();
        }
        if (type == Network.class) {
            return loop.network();
        }
        if (type == MemoryNetwork.class) {
            return loop.memoryNetwork();
        }
        return type == Seed.class ? loop.seed() : loop;
    }
}
