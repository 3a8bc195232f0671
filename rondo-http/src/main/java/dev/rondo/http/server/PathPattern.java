package dev.rondo.http.server;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The pattern of a route's path: segments between slashes.
 *
 * <pre>
 *   users           this text
 *   {id}            a segment that is not empty
 *   {id:[0-9]+}     a segment that the expression matches whole
 *   v{major}.{minor}  text and names in one segment
 *   {rest...}       all that is left, slashes too, also nothing; only at the end
 * </pre>
 */
record PathPattern(String text, List<Segment> segments, List<String> names) {
    /** A segment: exactly one of these. */
    sealed interface Segment {}

    record Literal(String text) implements Segment {}

    record Whole(String name) implements Segment {}

    /** Groups of the expression are the names in their order. */
    record Mixed(String source, Pattern expression, int groups) implements Segment {
        /**
         * Puts values in the places of the names.
         *
         * @throws IllegalArgumentException if the expression does not match then
         */
        String fill(Object[] values, int first) {
            StringBuilder filled = new StringBuilder();
            int next = first;
            for (int i = 0; i < source.length(); i++) {
                if (source.charAt(i) == '{') {
                    i = closing(source, i);
                    filled.append(values[next++]);
                } else {
                    filled.append(source.charAt(i));
                }
            }
            if (!expression.matcher(filled).matches()) {
                throw new IllegalArgumentException(source + " does not match " + filled);
            }
            return filled.toString();
        }
    }

    record Rest(String name) implements Segment {}

    static PathPattern parse(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("A path begins with a slash: " + text);
        }
        List<Segment> segments = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String part : split(text)) {
            if (!segments.isEmpty() && segments.getLast() instanceof Rest) {
                throw bad(text, "nothing may follow {name...}");
            }
            segments.add(segment(text, part, names));
        }
        Set<String> distinct = new HashSet<>(names);
        if (distinct.size() < names.size()) {
            throw bad(text, "a name is there twice");
        }
        return new PathPattern(text, List.copyOf(segments), List.copyOf(names));
    }

    private static IllegalArgumentException bad(String text, String why) {
        return new IllegalArgumentException("Not the pattern of a path, " + why + ": " + text);
    }

    /** Slashes in braces belong to an expression. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int begin = 1;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (c == '/' && depth == 0) {
                parts.add(text.substring(begin, i));
                begin = i + 1;
            }
        }
        if (depth != 0) {
            throw bad(text, "its braces do not match");
        }
        parts.add(text.substring(begin));
        return parts;
    }

    private static Segment segment(String text, String part, List<String> names) {
        if (part.indexOf('{') < 0) {
            if (part.indexOf('}') >= 0) {
                throw bad(text, "its braces do not match");
            }
            return new Literal(part);
        }
        StringBuilder expression = new StringBuilder();
        int before = names.size();
        boolean whole = false;
        for (int i = 0; i < part.length(); ) {
            if (part.charAt(i) != '{') {
                int end = part.indexOf('{', i);
                String literal = part.substring(i, end < 0 ? part.length() : end);
                expression.append(Pattern.quote(literal));
                i += literal.length();
                continue;
            }
            int end = closing(part, i);
            String inside = part.substring(i + 1, end);
            if (inside.endsWith("...")) {
                if (i != 0 || end != part.length() - 1) {
                    throw bad(text, "{name...} is a segment of its own");
                }
                return new Rest(name(text, inside.substring(0, inside.length() - 3), names));
            }
            int colon = inside.indexOf(':');
            name(text, colon < 0 ? inside : inside.substring(0, colon), names);
            whole = i == 0 && end == part.length() - 1 && colon < 0;
            expression.append('(').append(colon < 0 ? ".+?" : grouped(text, inside, colon));
            expression.append(')');
            i = end + 1;
        }
        return whole
                ? new Whole(names.getLast())
                : new Mixed(part, compile(text, expression.toString()), names.size() - before);
    }

    private static int closing(String part, int open) {
        int depth = 0;
        for (int i = open; i < part.length(); i++) {
            depth += part.charAt(i) == '{' ? 1 : part.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new AssertionError("split() has counted them");
    }

    private static String grouped(String text, String inside, int colon) {
        String expression = inside.substring(colon + 1);
        if (compile(text, expression).matcher("").groupCount() > 0) {
            throw bad(text, "its expression has groups: write (?:...) instead of (...)");
        }
        return expression;
    }

    private static Pattern compile(String text, String expression) {
        try {
            return Pattern.compile(expression, Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw bad(text, e.getDescription());
        }
    }

    private static String name(String text, String name, List<String> names) {
        if (name.isEmpty() || !name.chars().allMatch(Character::isJavaIdentifierPart)) {
            throw bad(text, "a name is made of letters, digits and _");
        }
        names.add(name);
        return name;
    }

    /** Returns this pattern behind a prefix. */
    PathPattern behind(String prefix) {
        return prefix.isEmpty() ? this : parse(prefix + text);
    }

    @Override
    public String toString() {
        return text;
    }
}
