package dev.rondo.test;

import dev.rondo.sim.Simulation;
import java.lang.annotation.Annotation;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.opentest4j.TestAbortedException;

/**
 * A test method that runs again and again, each time on a fresh instance with its set-up and
 * tear-down. Runs share nothing but what is static, or they could not be repeated.
 */
final class SimulatedMethod {
    private final List<Class<?>> classes; // the outermost first
    private final Method method;
    private final List<? extends @Nullable Object> arguments; // JUnit's
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger aborted = new AtomicInteger();
    private volatile @Nullable TestAbortedException abortion;

    SimulatedMethod(
            List<Class<?>> classes, Method method, List<? extends @Nullable Object> arguments) {
        this.classes = classes;
        this.method = method;
        this.arguments = arguments;
    }

    /** Calls it, unless an assumption does not hold: then there is nothing to test in this run. */
    void run(Simulation simulation) throws Throwable {
        runs.incrementAndGet();
        try {
            runWithSetUp(simulation);
        } catch (TestAbortedException e) {
            aborted.incrementAndGet();
            abortion = e;
        }
    }

    /** Aborts the test if no run came to its end. */
    void abortIfAllRunsDid() {
        TestAbortedException why = abortion;
        if (why != null && aborted.get() == runs.get()) {
            throw why;
        }
    }

    private void runWithSetUp(Simulation simulation) throws Throwable {
        List<Object> instances = newInstances();
        Throwable failure = null;
        try {
            for (Object instance : instances) {
                for (Method each : methods(BeforeEach.class, instance)) {
                    call(each, instance, given(each, simulation));
                }
            }
            call(method, instances.getLast(), substituted(simulation));
        } catch (Throwable e) { // tear-down comes first; rethrown
            failure = e;
        }
        for (Object instance : instances.reversed()) {
            for (Method each : methods(AfterEach.class, instance)) {
                try {
                    call(each, instance, given(each, simulation));
                } catch (Throwable e) { // the others come first; rethrown
                    failure = join(failure, e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Joins failures; one that aborts the test does not hide another. */
    private static Throwable join(@Nullable Throwable first, Throwable second) {
        if (first == null || first == second) {
            return second;
        }
        boolean hides = first instanceof TestAbortedException;
        Throwable failure = hides ? second : first;
        failure.addSuppressed(hides ? first : second);
        return failure;
    }

    /** Returns a new instance of each class that encloses the test, the outermost first. */
    private List<Object> newInstances() throws Throwable {
        List<Object> instances = new ArrayList<>();
        for (Class<?> type : classes) {
            Constructor<?> constructor = type.getDeclaredConstructors()[0];
            open(constructor);
            try {
                instances.add(
                        instances.isEmpty()
                                ? constructor.newInstance()
                                : constructor.newInstance(instances.getLast()));
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            } catch (IllegalArgumentException e) {
                throw new AssertionError(
                        "The class of a simulated test has a constructor without parameters: "
                                + type,
                        e);
            }
        }
        return instances;
    }

    private static List<Method> methods(Class<? extends Annotation> kind, Object instance) {
        HierarchyTraversalMode order =
                kind == BeforeEach.class
                        ? HierarchyTraversalMode.TOP_DOWN
                        : HierarchyTraversalMode.BOTTOM_UP;
        return AnnotationSupport.findAnnotatedMethods(instance.getClass(), kind, order);
    }

    private static Object[] given(Executable executable, Simulation simulation) {
        Class<?>[] types = executable.getParameterTypes();
        Object[] values = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            if (types[i] != Simulation.class) {
                throw new AssertionError(
                        executable + " runs in a simulation and can take nothing but that");
            }
            values[i] = simulation;
        }
        return values;
    }

    private @Nullable Object[] substituted(Simulation simulation) {
        @Nullable Object[] values = arguments.toArray();
        Class<?>[] types = method.getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            if (types[i] == Simulation.class) {
                values[i] = simulation;
            }
        }
        return values;
    }

    private static void call(Method method, Object instance, @Nullable Object[] values)
            throws Throwable {
        open(method);
        try {
            method.invoke(instance, values);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static void open(AccessibleObject member) {
        member.setAccessible(true);
    }
}
