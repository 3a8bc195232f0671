package dev.rondo.postgres.type;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What objects of a class are made of: a record's components, or the parameters of the only public
 * constructor of another class. Looked up by reflection once, used by method handles.
 */
public final class Construction {
    private final Class<?> type;
    private final List<Part> parts;
    private final MethodHandle constructor;
    private final MethodHandle spread; // from an Object[] to an Object

    /**
     * A component or parameter.
     *
     * @param name its name
     * @param type its type, generic where it is
     */
    public record Part(String name, Type type) {}

    private Construction(Class<?> type, List<Part> parts, MethodHandle constructor) {
        this.type = type;
        this.parts = parts;
        this.constructor = constructor;
        this.spread =
                constructor
                        .asSpreader(Object[].class, parts.size())
                        .asType(MethodType.methodType(Object.class, Object[].class));
    }

    /** Returns whether a class is a record or has one public constructor with parameters. */
    public static boolean isPossible(Class<?> type) {
        if (type.isRecord()) {
            return true;
        }
        Constructor<?>[] constructors = type.getConstructors();
        return !type.isInterface()
                && !Modifier.isAbstract(type.getModifiers())
                && constructors.length == 1
                && constructors[0].getParameterCount() > 0;
    }

    /**
     * Returns what a class is made of.
     *
     * @throws IllegalArgumentException if it is no record and has not one public constructor with
     *     parameters whose names are kept ({@code javac -parameters}), or is in a module that does
     *     not open its package
     */
    public static Construction of(Class<?> type) {
        if (!isPossible(type)) {
            throw new IllegalArgumentException(
                    type.getTypeName()
                            + " is no record, and has not one public constructor with parameters");
        }
        Constructor<?> constructor = type.isRecord() ? canonical(type) : type.getConstructors()[0];
        List<Part> parts = new ArrayList<>();
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                parts.add(new Part(component.getName(), component.getGenericType()));
            }
        } else {
            for (Parameter parameter : constructor.getParameters()) {
                if (!parameter.isNamePresent()) {
                    throw new IllegalArgumentException(
                            "The names of the parameters of "
                                    + type.getTypeName()
                                    + "'s constructor are not kept"
                                    + "\nCompile it with -parameters, or make it a record");
                }
                parts.add(new Part(parameter.getName(), parameter.getParameterizedType()));
            }
        }
        return new Construction(type, List.copyOf(parts), handle(constructor));
    }

    private static Constructor<?> canonical(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = components[i].getType();
        }
        try {
            return type.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    private static MethodHandle handle(Constructor<?> constructor) {
        try {
            constructor.setAccessible(true); // also of records that are not public
            return MethodHandles.lookup().unreflectConstructor(constructor);
        } catch (InaccessibleObjectException | IllegalAccessException e) {
            throw closed(constructor.getDeclaringClass(), e);
        }
    }

    private static IllegalArgumentException closed(Class<?> type, Exception cause) {
        return new IllegalArgumentException(
                type.getTypeName()
                        + " cannot be used: its module does not open "
                        + type.getPackageName()
                        + "\nAdd to its module-info.java: opens "
                        + type.getPackageName()
                        + ";",
                cause);
    }

    /** Returns the class. */
    public Class<?> type() {
        return type;
    }

    /** Returns the parts, in the order of the constructor's parameters. */
    public List<Part> parts() {
        return parts;
    }

    /** Returns the constructor: from the parts' types to the class. */
    public MethodHandle constructor() {
        return constructor;
    }

    /**
     * Returns what reads the parts of a record, in order: from the record to the part's type.
     *
     * @throws IllegalArgumentException if it is no record
     */
    List<MethodHandle> accessors() {
        if (!type.isRecord()) {
            throw new IllegalArgumentException(type.getTypeName() + " is no record");
        }
        List<MethodHandle> handles = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            try {
                Method accessor = component.getAccessor();
                accessor.setAccessible(true);
                handles.add(MethodHandles.lookup().unreflect(accessor));
            } catch (InaccessibleObjectException | IllegalAccessException e) {
                throw closed(type, e);
            }
        }
        return handles;
    }

    /**
     * Returns the place of a part among SQL's names: the same name, else in snake case ({@code
     * full_name} for {@code fullName}), else in lower case, as SQL makes {@code fullName} without
     * quotes; -1 without one.
     */
    public static int find(List<String> names, String part) {
        int same = names.indexOf(part);
        if (same >= 0) {
            return same;
        }
        int snake = names.indexOf(snakeCase(part));
        return snake >= 0 ? snake : names.indexOf(part.toLowerCase(Locale.ROOT));
    }

    private static String snakeCase(String name) {
        StringBuilder snake = new StringBuilder(name.length() + 4);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c)) {
                boolean afterLower = i > 0 && !Character.isUpperCase(name.charAt(i - 1));
                boolean beforeLower =
                        i > 0 && i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1));
                snake.append((afterLower || beforeLower) && i > 0 ? "_" : "");
                snake.append(Character.toLowerCase(c));
            } else {
                snake.append(c);
            }
        }
        return snake.toString();
    }

    /** Returns what a part is of NULL: an empty Optional, or null. */
    @Nullable Object ofNull(int part) {
        return isOptional(parts.get(part).type()) ? Optional.empty() : null;
    }

    /** Returns whether NULL is an empty Optional for a type. */
    public static boolean isOptional(Type type) {
        return type instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
    }

    /** Returns an object of parts in order; null for a primitive is refused. */
    Object make(@Nullable Object[] values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null && constructor.type().parameterType(i).isPrimitive()) {
                throw new IllegalArgumentException(
                        parts.get(i).name()
                                + " is NULL, which a "
                                + constructor.type().parameterType(i)
                                + " cannot hold");
            }
        }
        try {
            return (Object) spread.invokeExact(values);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalArgumentException(
                    "The constructor of " + type.getTypeName() + " has failed", e);
        }
    }
}
