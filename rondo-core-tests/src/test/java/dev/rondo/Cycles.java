package dev.rondo;

import dev.rondo.testing.CompiledClass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The groups of source files that all depend on each other, by Tarjan's algorithm. */
final class Cycles {
    private final Map<String, Set<String>> uses;
    private final Map<String, Integer> order = new LinkedHashMap<>();
    private final Map<String, Integer> low = new LinkedHashMap<>();
    private final Deque<String> path = new ArrayDeque<>();
    private final Set<String> onPath = new LinkedHashSet<>();
    private List<String> largest = List.of();

    private Cycles(Map<String, Set<String>> uses) {
        this.uses = uses;
        uses.keySet()
                .forEach(file -> {
                    if (!order.containsKey(file)) {
                        visit(file);
                    }
                });
    }

    static Cycles of(Collection<CompiledClass> classes) {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (CompiledClass type : classes) {
            String file = file(type.name());
            Set<String> known = uses.computeIfAbsent(file, f -> new TreeSet<>());
            for (String name : type.classes()) {
                if (name.startsWith("dev.rondo.") && !file(name).equals(file)) {
                    known.add(file(name));
                }
            }
        }
        return new Cycles(uses);
    }

    private static String file(String name) {
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    /** Returns the files of the largest group, sorted. */
    List<String> largest() {
        return largest;
    }

    private void visit(String file) {
        int number = order.size();
        order.put(file, number);
        low.put(file, number);
        path.push(file);
        onPath.add(file);
        for (String used : uses.getOrDefault(file, Set.of())) {
            if (!order.containsKey(used)) {
                visit(used);
                low.merge(file, low.get(used), Math::min);
            } else if (onPath.contains(used)) {
                low.merge(file, order.get(used), Math::min);
            }
        }
        if (low.get(file) == number) {
            close(file);
        }
    }

    private void close(String root) {
        List<String> group = new ArrayList<>();
        String file;
        do {
            file = path.pop();
            onPath.remove(file);
            group.add(file);
        } while (!file.equals(root));
        if (group.size() > largest.size()) {
            group.sort(null);
            largest = group;
        }
    }
}
