package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.PublicApi;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * No two overloads take different lambdas with parameters at one place: to the compiler {@code f(x
 * -> call(x))} fits both, and it calls that ambiguous, since it looks into such a lambda only after
 * it has chosen. Overloads that take the same one are told apart by another argument.
 */
class OverloadsTest {
    @Test
    void noTwoOfThePublicApiTakeALambdaWithParametersAtOnePlace() {
        assertThat(PublicApi.types())
                .hasSizeGreaterThan(100)
                .allSatisfy(type -> assertThat(ambiguous(type)).isEmpty());
    }

    @Test
    void pairsThatTheCompilerCannotTellApartAreFound() {
        assertThat(ambiguous(Confusing.class))
                .containsExactly(
                        "Confusing.accept(Consumer) and Confusing.accept(Function)",
                        "Confusing.same(Object, Consumer) and Confusing.same(String, Consumer)");
    }

    interface Confusing {
        void accept(Consumer<String> body);

        <T> T accept(Function<String, T> body);

        void accept(Runnable body);

        void same(Object what, Consumer<String> body);

        void same(String what, Consumer<String> body);

        void told(int what, Consumer<String> body);

        void told(String what, Consumer<String> body);

        void told(String what, int more, Function<String, String> body);
    }

    private static List<String> ambiguous(Class<?> type) {
        List<String> found = new ArrayList<>();
        for (List<Executable> group : PublicApi.overloads(type)) {
            for (int i = 0; i < group.size(); i++) {
                for (int k = i + 1; k < group.size(); k++) {
                    if (areAmbiguous(group.get(i), group.get(k))) {
                        found.add(
                                PublicApi.text(type, group.get(i))
                                        + " and "
                                        + PublicApi.text(type, group.get(k)));
                    }
                }
            }
        }
        return found;
    }

    private static boolean areAmbiguous(Executable one, Executable other) {
        Class<?>[] types = one.getParameterTypes();
        Class<?>[] others = other.getParameterTypes();
        if (types.length != others.length) {
            return false;
        }
        boolean sameLambda = false;
        boolean toldApart = false;
        for (int i = 0; i < types.length; i++) {
            if (isLambdaWithParameters(types[i]) && isLambdaWithParameters(others[i])) {
                if (types[i] != others[i]) {
                    return true;
                }
                sameLambda = true;
            } else {
                toldApart |= areDisjoint(types[i], others[i]);
            }
        }
        return sameLambda && !toldApart;
    }

    private static boolean isLambdaWithParameters(Class<?> type) {
        return PublicApi.lambdaMethod(type)
                .filter(method -> method.getParameterCount() > 0)
                .isPresent();
    }

    /** Returns whether no argument can be of both types. */
    private static boolean areDisjoint(Class<?> one, Class<?> other) {
        if (one.isAssignableFrom(other) || other.isAssignableFrom(one)) {
            return false;
        }
        boolean bothOpen = isOpen(one) && isOpen(other);
        return !(bothOpen && (one.isInterface() || other.isInterface()));
    }

    private static boolean isOpen(Class<?> type) {
        return !type.isPrimitive() && !type.isArray() && !Modifier.isFinal(type.getModifiers());
    }
}
