package dev.rondo.testing;

import dev.rondo.EventLoop;
import dev.rondo.cluster.ClusterWorkers;
import dev.rondo.http.server.App;
import dev.rondo.postgres.Postgres;
import dev.rondo.test.TestLoop;
import dev.rondo.workers.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a program can call of Rondo: the public types that its modules export, and their calls. */
public final class PublicApi {
    private static final Pattern EXPORT = Pattern.compile("(?m)^ +exports ([\\w.]+);$");

    private PublicApi() {}

    /** Returns the packages that a module of Rondo exports. */
    public static Set<String> exports(String artifact) {
        Path source = Path.of("..", artifact, "src", "main", "module", "module-info.java");
        try {
            return EXPORT.matcher(Files.readString(source))
                    .results()
                    .map(found -> found.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the public types of the core, of the kit, of HTTP, of PostgreSQL, of workers and of
     * clusters, each in their order.
     */
    public static List<Class<?>> types() {
        return Types.ALL;
    }

    /** Read once: it parses all class files. */
    private static final class Types {
        static final List<Class<?>> ALL =
                Stream.of(
                                ApiListing.types(EventLoop.class, exports("rondo-core")),
                                ApiListing.types(TestLoop.class, exports("rondo-test")),
                                ApiListing.types(App.class, exports("rondo-http")),
                                ApiListing.types(Postgres.class, exports("rondo-postgres")),
                                ApiListing.types(Workers.class, exports("rondo-workers")),
                                ApiListing.types(ClusterWorkers.class, exports("rondo-cluster")))
                        .<Class<?>>flatMap(types -> types.stream())
                        .toList();
    }

    /**
     * Returns what can be called on a type by one name, inherited or not: its constructors, and the
     * methods of each name, for each that Rondo declares. What only JUnit calls is left out.
     */
    public static List<List<Executable>> overloads(Class<?> type) {
        TreeMap<String, List<Executable>> byName =
                Stream.concat(
                                Modifier.isAbstract(type.getModifiers())
                                        ? Stream.empty()
                                        : Stream.of(type.getConstructors()),
                                Stream.of(type.getMethods()).filter(m -> !m.isBridge()))
                        .map(Executable.class::cast)
                        .filter(call -> !call.toGenericString().contains("org.junit."))
                        .sorted(Comparator.comparing(call -> text(type, call)))
                        .collect(
                                Collectors.groupingBy(
                                        Executable::getName, TreeMap::new, Collectors.toList()));
        return byName.values().stream()
                .filter(group -> group.stream().anyMatch(PublicApi::isOfRondo))
                .toList();
    }

    private static boolean isOfRondo(Executable call) {
        return call.getDeclaringClass().getName().startsWith("dev.rondo.");
    }

    /**
     * Returns the method that a lambda for a parameter of this type implements, if it can be one.
     */
    public static Optional<Method> lambdaMethod(Class<?> type) {
        if (!type.isInterface() || type.isSealed()) {
            return Optional.empty();
        }
        List<Method> abstracts =
                Arrays.stream(type.getMethods())
                        .filter(method -> Modifier.isAbstract(method.getModifiers()))
                        .filter(Predicate.not(PublicApi::isOfObject))
                        .toList();
        return abstracts.size() == 1 && abstracts.getFirst().getTypeParameters().length == 0
                ? Optional.of(abstracts.getFirst())
                : Optional.empty();
    }

    private static boolean isOfObject(Method method) {
        return Stream.of(Object.class.getMethods())
                .anyMatch(other ->
                        other.getName().equals(method.getName())
                                && Arrays.equals(
                                        other.getParameterTypes(), method.getParameterTypes()));
    }

    /** Returns a short text of a call: {@code Rondo.sleep(Duration)}. */
    public static String text(Class<?> type, Executable call) {
        String name = call instanceof Constructor<?> ? "new" : call.getName();
        return Stream.of(call.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", ", type.getSimpleName() + "." + name + "(", ")"));
    }
}
