package dev.rondo.test;

import dev.rondo.sim.Simulation;
import java.lang.annotation.Annotation;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/**
 * A test method that runs again and again, each time on a fresh instance with its set-up and
 * tear-down. Runs share nothing but what is static, or they could not be repeated.
 */
final class SimulatedMethod {
    private final Class<?> testClass;
    private final Method method;
    private final List<? extends @Nullable Object> arguments; // JUnit's

    SimulatedMethod(Class<?> testClass, Method method, List<? extends @Nullable Object> arguments) {
        this.testClass = testClass;
        this.method = method;
        this.arguments = arguments;
    }

    void run(Simulation simulation) throws Throwable {
        List<Object> instances = newInstances(testClass, simulation);
        Throwable failure = null;
        try {
            for (Object instance : instances) {
                callAll(BeforeEach.class, instance, simulation);
            }
            call(method, instances.getLast(), substituted(simulation));
        } catch (Throwable e) { // tear-down comes first; rethrown
            failure = e;
        }
        for (Object instance : instances.reversed()) {
            try {
                callAll(AfterEach.class, instance, simulation);
            } catch (Throwable e) { // the others come first; rethrown
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Returns an instance of each class that encloses the test, the outermost first. */
    private static List<Object> newInstances(Class<?> type, Simulation simulation)
            throws Throwable {
        boolean inner = type.isMemberClass() && !Modifier.isStatic(type.getModifiers());
        List<Object> instances =
                inner ? newInstances(type.getEnclosingClass(), simulation) : new ArrayList<>();
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        open(constructor);
        try {
            instances.add(
                    inner
                            ? constructor.newInstance(instances.getLast())
                            : constructor.newInstance(given(constructor, simulation)));
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        } catch (IllegalArgumentException e) {
            throw new AssertionError(
                    "The class of a simulated test has a constructor without parameters: " + type,
                    e);
        }
        return instances;
    }

    private static void callAll(
            Class<? extends Annotation> kind, Object instance, Simulation simulation)
            throws Throwable {
        HierarchyTraversalMode order =
                kind == BeforeEach.class
                        ? HierarchyTraversalMode.TOP_DOWN
                        : HierarchyTraversalMode.BOTTOM_UP;
        for (Method each :
                AnnotationSupport.findAnnotatedMethods(instance.getClass(), kind, order)) {
            call(each, instance, given(each, simulation));
        }
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
