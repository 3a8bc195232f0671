package dev.rondo.cli;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entry point of a class by the rules of JEP 512: {@code main(String[])} before {@code main()},
 * declared or inherited, static or not, and not private.
 *
 * @param owner the class that was asked for, made an object of when the method is not static
 * @param method its main method
 */
record MainMethod(Class<?> owner, Method method) {

    static MainMethod of(Class<?> owner) {
        Method method = find(owner, String[].class);
        if (method == null) {
            method = find(owner);
        }
        if (method == null) {
            throw Fault.failed(
                    "rondo run: class "
                            + owner.getName()
                            + " has no main method\nDeclare void main(), or main(String[] args).");
        }
        method.setAccessible(true);
        return new MainMethod(owner, method);
    }

    ClassLoader loader() {
        return owner.getClassLoader();
    }

    /** Calls the method; what it throws comes out wrapped. */
    void call(List<String> arguments) throws InvocationTargetException {
        try {
            Object[] actual =
                    method.getParameterCount() == 0
                            ? new Object[0]
                            : new Object[] {arguments.toArray(String[]::new)};
            method.invoke(Modifier.isStatic(method.getModifiers()) ? null : instance(), actual);
        } catch (IllegalAccessException impossible) {
            throw new AssertionError(method.toString(), impossible);
        }
    }

    private Object instance() throws InvocationTargetException, IllegalAccessException {
        try {
            Constructor<?> constructor = owner.getDeclaredConstructor();
            if (!Modifier.isPrivate(constructor.getModifiers())) {
                constructor.setAccessible(true);
                return constructor.newInstance();
            }
        } catch (NoSuchMethodException | InstantiationException unusable) {
            // Told below: both mean that no object can be made.
        }
        throw Fault.failed(
                "rondo run: main of class "
                        + owner.getName()
                        + " is not static, and the class has no constructor without parameters"
                        + "\nMake main static or add such a constructor that is not private.");
    }

    private static @Nullable Method find(Class<?> owner, Class<?>... parameters) {
        for (Class<?> type = owner; type != null; type = type.getSuperclass()) {
            try {
                Method method = type.getDeclaredMethod("main", parameters);
                if (method.getReturnType() == void.class && isVisible(method, owner)) {
                    return method;
                }
            } catch (NoSuchMethodException absent) {
                // Perhaps a superclass has it.
            }
        }
        try {
            // An interface's default method is inherited too.
            Method method = owner.getMethod("main", parameters);
            return method.getReturnType() == void.class ? method : null;
        } catch (NoSuchMethodException absent) {
            return null;
        }
    }

    private static boolean isVisible(Method method, Class<?> from) {
        int modifiers = method.getModifiers();
        if (Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers)) {
            return true;
        }
        Class<?> declarer = method.getDeclaringClass();
        return !Modifier.isPrivate(modifiers)
                && declarer.getClassLoader() == from.getClassLoader()
                && declarer.getPackageName().equals(from.getPackageName());
    }
}
