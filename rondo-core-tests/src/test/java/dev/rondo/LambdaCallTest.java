package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.CallSource;
import dev.rondo.testing.PublicApi;
import dev.rondo.testing.UserCode;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lambdas that people write compile with every public method that takes one. */
class LambdaCallTest {
    @TempDir Path classes;

    /** What lambdas call: with a result and without, with up to four arguments. */
    private static final String CALLED =
            """
            class User {
            static void use0() {}
            static void use1(Object a) {}
            static void use2(Object a, Object b) {}
            static void use3(Object a, Object b, Object c) {}
            static void use4(Object a, Object b, Object c, Object d) {}
            static <V> V get0() { return null; }
            static <V> V get1(Object a) { return null; }
            static <V> V get2(Object a, Object b) { return null; }
            static <V> V get3(Object a, Object b, Object c) { return null; }
            static <V> V get4(Object a, Object b, Object c, Object d) { return null; }
            static String text0() { return ""; }
            static String text1(Object a) { return ""; }
            static String text2(Object a, Object b) { return ""; }
            static String text3(Object a, Object b, Object c) { return ""; }
            static String text4(Object a, Object b, Object c, Object d) { return ""; }
            """;

    @Test
    void everyShapeOfLambdaCompilesWithEveryMethodThatTakesOne() {
        List<String> calls = new ArrayList<>();
        for (Class<?> type : PublicApi.types()) {
            for (List<Executable> group : PublicApi.overloads(type)) {
                for (Executable target : group) {
                    addCalls(new CallSource(type, target), calls);
                }
            }
        }

        assertThat(calls).hasSizeGreaterThan(500);
        assertCompiles(calls);
    }

    @Test
    void groupTakesALambdaThatCallsAMethodWithIt() {
        assertCompiles(
                """
                int one() { return taskGroupResult(g -> g.createTask(() -> 1).await()); }
                static void spawnAll(TaskGroup g, List<String> urls) {
                    urls.forEach(u -> g.createTask(() -> IO.println(u)));
                }
                void all(List<String> urls) { taskGroup(g -> spawnAll(g, urls)); }
                void again(List<String> urls) { new TaskGroup().run(g -> spawnAll(g, urls)); }
                void value() { taskGroup(g -> g.createTask(() -> 1)); }
                void endless() { taskGroup(g -> { while (true) { sleep(1); } }); }
                """);
    }

    /** Where a lambda without parameters fits two overloads, the one with a result is taken. */
    @Test
    void lambdaWithAResultIsTakenForOne() {
        assertCompiles(
                """
                static int number() { return 1; }
                static void nothing() {}
                Task<Integer> task() { return createTask(() -> number()); }
                Task<Integer> named() { return createTask("name", () -> number()); }
                Task<Integer> reference() { return createTask(User::number); }
                Task<Void> empty() { return createTask(() -> nothing()); }
                Task<Void> emptyNamed() { return createTask("name", () -> { nothing(); }); }
                Task<Void> emptyReference() { return createTask(User::nothing); }
                Task<Integer> inGroup(TaskGroup g) { return g.createTask(() -> number()); }
                Task<Void> emptyInGroup(TaskGroup g) { return g.createTask(() -> nothing()); }
                int limited() { return timeout(1, () -> number()); }
                void limitedEmpty() { timeout(1, () -> nothing()); }
                int elsewhere() { return toThread(() -> number()); }
                void elsewhereEmpty() { toThread(() -> nothing()); }
                void elsewhereOn(ExecutorService e) { toThread(e, () -> nothing()); }
                int elsewhereOnResult(ExecutorService e) { return toThread(e, () -> number()); }
                dev.rondo.Future<Integer> later(EventLoop l) { return l.runInExecutor(() -> number()); }
                dev.rondo.Future<Void> laterEmpty(EventLoop l) { return l.runInExecutor(() -> nothing()); }
                CompletableFuture<Integer> from(EventLoop l) {
                    return runCoroutineThreadsafe(() -> number(), l);
                }
                CompletableFuture<Void> fromEmpty(EventLoop l) {
                    return runCoroutineThreadsafe(() -> nothing(), l);
                }
                Task<Integer> optioned(TaskGroup g, TaskOptions o) {
                    return g.createTask(o, () -> number());
                }
                Task<Void> optionedEmpty(TaskGroup g, TaskOptions o) {
                    return g.createTask(o, () -> nothing());
                }
                String file(java.nio.file.Path p) throws java.io.IOException {
                    return toThread(() -> java.nio.file.Files.readString(p));
                }
                int whole() { return run(() -> number()); }
                void wholeEmpty() { run(() -> nothing()); }
                """);
    }

    private void assertCompiles(String members) {
        String source =
                "import static dev.rondo.Rondo.*; import dev.rondo.*; import java.util.*;"
                        + " import java.util.concurrent.*; class User {\n"
                        + members
                        + "}";
        assertThat(UserCode.errors(source, classes)).isEmpty();
    }

    private static void addCalls(CallSource call, List<String> calls) {
        Class<?>[] types = call.target().getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            Optional<Method> implemented = PublicApi.lambdaMethod(types[i]);
            if (implemented.isPresent()) {
                for (String lambda : shapes(implemented.get())) {
                    calls.add(call.with(i, lambda));
                }
                if (takesAnyResult(
                        implemented.get(), call.target().getGenericParameterTypes()[i])) {
                    calls.add(call.with(i, "User::text" + implemented.get().getParameterCount()));
                }
            }
        }
    }

    /** Returns lambdas that fit, each in a way that people write them. */
    private static List<String> shapes(Method implemented) {
        int count = implemented.getParameterCount();
        String arguments =
                IntStream.range(0, count)
                        .mapToObj(i -> "p" + i)
                        .collect(Collectors.joining(", ", "(", ")"));
        String before = (count == 1 ? "p0" : arguments) + " -> ";
        String get = "get" + count + arguments;
        String use = "use" + count + arguments;
        Stream<String> ofAll =
                Stream.of(
                        before + get,
                        before + "{ throw new IllegalStateException(); }",
                        before + "{ while (true) { " + use + "; } }");
        Stream<String> own =
                implemented.getReturnType() == void.class
                        ? Stream.of(
                                before + use,
                                before + "{ " + use + "; }",
                                before + "{}",
                                "User::use" + count)
                        : Stream.of(before + "{ return " + get + "; }");
        return Stream.concat(ofAll, own).toList();
    }

    /** Returns whether a result of any type will do, or none is wanted. */
    private static boolean takesAnyResult(Method implemented, Type parameter) {
        if (!(implemented.getGenericReturnType() instanceof TypeVariable<?> result)
                || !(parameter instanceof ParameterizedType given)) {
            return implemented.getReturnType() == void.class;
        }
        int place = List.of(result.getGenericDeclaration().getTypeParameters()).indexOf(result);
        return given.getActualTypeArguments()[place] instanceof TypeVariable<?> free
                && free.getBounds()[0] == Object.class;
    }

    private void assertCompiles(List<String> methods) {
        String source = CALLED + numbered(methods) + "}";
        long before = CALLED.lines().count();

        assertThat(UserCode.errors(source, classes))
                .extracting(error ->
                        methods.get((int) (error.line() - before - 1)) + "\n" + error.text())
                .isEmpty();
    }

    private static String numbered(List<String> methods) {
        return IntStream.range(0, methods.size())
                .mapToObj(i -> methods.get(i).replaceFirst(" call\\(", " call" + i + "(") + "\n")
                .collect(Collectors.joining());
    }
}
