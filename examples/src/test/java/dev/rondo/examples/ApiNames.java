package dev.rondo.examples;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** The names of Rondo's public classes and methods, to find those that a text has wrong. */
final class ApiNames {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern CALL = Pattern.compile("(?:\\b([A-Z]\\w*)\\.)?\\b(\\w{2,})\\(");
    private static final List<String> ROOMS =
            List.of(
                    "dev.rondo",
                    "dev.rondo.sync",
                    "dev.rondo.stream",
                    "dev.rondo.net",
                    "dev.rondo.test");
    private static final Set<String> OF_THE_JDK = Set.of("Duration", "Optional", "forEach");

    private final Map<String, Set<String>> methodsOf = new HashMap<>();

    ApiNames() throws IOException {
        for (String room : ROOMS) {
            try (var files =
                    ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
                var kinds = Set.of(JavaFileObject.Kind.CLASS);
                for (var file : files.list(StandardLocation.CLASS_PATH, room, kinds, false)) {
                    add(
                            room
                                    + "."
                                    + files.inferBinaryName(StandardLocation.CLASS_PATH, file)
                                            .substring(room.length() + 1));
                }
            }
        }
    }

    private void add(String className) {
        try {
            Class<?> type = Class.forName(className, false, ApiNames.class.getClassLoader());
            if (Modifier.isPublic(type.getModifiers())) {
                Set<String> methods = new HashSet<>(Set.of(type.getSimpleName()));
                Stream.of(type.getMethods()).map(Method::getName).forEach(methods::add);
                methodsOf
                        .computeIfAbsent(type.getSimpleName(), name -> new HashSet<>())
                        .addAll(methods);
            }
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the calls in the code of a Markdown text that name nothing of Rondo. */
    List<String> unknownIn(String markdown) {
        return CODE.matcher(markdown)
                .results()
                .flatMap(code -> CALL.matcher(code.group(1)).results())
                .filter(call -> !isKnown(call.group(1), call.group(2)))
                .map(MatchResult::group)
                .toList();
    }

    private boolean isKnown(String type, String method) {
        if (OF_THE_JDK.contains(type == null ? method : type)) {
            return true;
        }
        return type == null
                ? methodsOf.values().stream().anyMatch(methods -> methods.contains(method))
                : methodsOf.getOrDefault(type, Set.of()).contains(method);
    }
}
