package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.CallSource;
import dev.rondo.testing.PublicApi;
import dev.rondo.testing.UserCode;
import java.lang.reflect.Executable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A wrong call of the public API gets an error that says so. javac of JDK 25 throws instead when no
 * overload fits and one of them, even a private one, has an annotation in the type of a parameter
 * whose class is not there: JSpecify's are not on a user's class path.
 */
class WrongCallTest {
    private static final List<String> ARGUMENTS =
            List.of("runnable", "new Object()", "null", "x -> x");

    private static final String HEAD = "class User { static final Runnable runnable = null;\n";

    @TempDir Path classes;

    @Test
    void everyOverloadWithAWrongArgumentGetsAnError() {
        List<String> calls = new ArrayList<>();
        for (Class<?> type : PublicApi.types()) {
            for (List<Executable> group : PublicApi.overloads(type)) {
                if (group.size() > 1) {
                    group.forEach(target -> addCalls(new CallSource(type, target), calls));
                }
            }
        }
        List<UserCode.Error> errors = UserCode.errors(source(calls), classes);
        Set<Long> wrong = errors.stream().map(UserCode.Error::line).collect(Collectors.toSet());
        List<String> others = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            if (!wrong.contains(i + 2L)) {
                others.add(calls.get(i));
            }
        }

        assertThat(wrong.size()).isGreaterThan(1000);
        assertThat(errors).filteredOn(error -> error.text().contains("jspecify")).isEmpty();
        assertThat(others).as("right all the same").isNotEmpty();
        assertAreRight(others);
    }

    private static void addCalls(CallSource call, List<String> calls) {
        for (String argument : ARGUMENTS) {
            for (int i = 0; i < call.target().getParameterCount(); i++) {
                calls.add(call.with(i, argument));
            }
            calls.add(call.withOneMore(argument));
        }
    }

    /** What got no error is right and compiles, or the compiler has lost its error. */
    private void assertAreRight(List<String> calls) {
        List<UserCode.Error> errors;
        try {
            errors = UserCode.errors(source(calls), classes);
        } catch (AssertionError e) { // one by one, to say which
            calls.forEach(call ->
                    assertThat(UserCode.errors(source(List.of(call)), classes)).as(call).isEmpty());
            throw e;
        }
        assertThat(errors).isEmpty();
    }

    private static String source(List<String> calls) {
        StringBuilder source = new StringBuilder(HEAD);
        for (int i = 0; i < calls.size(); i++) {
            source.append(calls.get(i).replaceFirst(" call\\(", " call" + i + "(")).append('\n');
        }
        return source.append("}").toString();
    }
}
