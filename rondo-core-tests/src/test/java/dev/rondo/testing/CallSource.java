package dev.rondo.testing;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.GenericDeclaration;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Source text of calls of a public method or constructor, for the compiler: a method of one line,
 * whose parameters are the right arguments.
 *
 * @param type the type whose object is called
 * @param target what is called
 */
public record CallSource(Class<?> type, Executable target) {
    /** Returns a method that makes the call with the right arguments but one. */
    public String with(int index, String argument) {
        List<String> arguments = rightArguments();
        arguments.set(index, argument);
        return with(arguments);
    }

    /** Returns a method that makes the call with the right arguments and one more. */
    public String withOneMore(String argument) {
        List<String> arguments = rightArguments();
        arguments.add(argument);
        return with(arguments);
    }

    private List<String> rightArguments() {
        return IntStream.range(0, target.getParameterCount())
                .mapToObj(i -> "a" + i)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private String with(List<String> arguments) {
        Type[] types = target.getGenericParameterTypes();
        String parameters =
                Stream.concat(
                                isOnObject() ? Stream.of(generic(type) + " self") : Stream.empty(),
                                IntStream.range(0, types.length)
                                        .mapToObj(i -> text(types[i]) + " a" + i))
                        .collect(Collectors.joining(", "));
        return "static %svoid call(%s) throws Throwable { %s(%s); }"
                .formatted(variables(), parameters, invocation(), String.join(", ", arguments));
    }

    private String invocation() {
        if (target instanceof Constructor<?>) {
            return "new " + type.getCanonicalName() + (generics(type).isEmpty() ? "" : "<>");
        }
        return (isOnObject() ? "self" : type.getCanonicalName()) + "." + target.getName();
    }

    private boolean isOnObject() {
        return target instanceof Method && !isStatic();
    }

    private boolean isStatic() {
        return Modifier.isStatic(target.getModifiers());
    }

    private String variables() {
        String all =
                (isStatic() ? Stream.of(target) : Stream.of(type, target))
                        .flatMap(declaring -> generics(declaring).stream())
                        .map(v ->
                                v.getName()
                                        + " extends "
                                        + Stream.of(v.getBounds())
                                                .map(CallSource::text)
                                                .collect(Collectors.joining(" & ")))
                        .collect(Collectors.joining(", "));
        return all.isEmpty() ? "" : "<" + all + "> ";
    }

    private static List<? extends TypeVariable<?>> generics(GenericDeclaration declaring) {
        return Arrays.asList(declaring.getTypeParameters());
    }

    private static String generic(Class<?> type) {
        String own =
                generics(type).stream()
                        .map(TypeVariable::getName)
                        .collect(Collectors.joining(", "));
        return type.getCanonicalName() + (own.isEmpty() ? "" : "<" + own + ">");
    }

    private static String text(Type type) {
        return type.getTypeName().replace('$', '.');
    }
}
