package dev.rondo.postgres.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file of passwords: {@code host:port:database:user:password} a line, the first that matches
 * counts (libpq, section 32.16).
 */
public final class PassFile {
    private static final int FIELDS = 4; // before the password

    private record Line(List<Optional<String>> fields, String password) {} // empty: any

    private final String name;
    private final List<Line> lines;

    private PassFile(String name, List<Line> lines) {
        this.name = name;
        this.lines = lines;
    }

    /** Reads a file's content; lines that are none are passed over, as libpq does. */
    static PassFile parse(String name, String content) {
        List<Line> lines = new ArrayList<>();
        for (String raw : content.split("\n", -1)) {
            String text = raw.endsWith("\r") ? raw.substring(0, raw.length() - 1) : raw;
            Line line = text.startsWith("#") ? null : line(text);
            if (line != null) {
                lines.add(line);
            }
        }
        return new PassFile(name, List.copyOf(lines));
    }

    private static @Nullable Line line(String text) {
        List<Optional<String>> fields = new ArrayList<>();
        int begin = 0;
        while (fields.size() < FIELDS) {
            int end = colon(text, begin);
            if (end < 0) {
                return null;
            }
            String field = text.substring(begin, end);
            fields.add(field.equals("*") ? Optional.empty() : Optional.of(unescape(field)));
            begin = end + 1;
        }
        return new Line(List.copyOf(fields), unescape(text.substring(begin)));
    }

    /** Returns where the next colon is that no backslash stands before, or -1. */
    private static int colon(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == ':') {
                return i;
            }
            if (text.charAt(i) == '\\') {
                i++;
            }
        }
        return -1;
    }

    private static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && i + 1 < text.length()) {
                i++;
            }
            plain.append(text.charAt(i));
        }
        return plain.toString();
    }

    /**
     * Returns the password for a session. A folder of a Unix socket is found under its own name and
     * under {@code localhost}.
     */
    public Optional<String> find(String host, int port, String database, String user) {
        for (Line line : lines) {
            List<Optional<String>> fields = line.fields;
            if (matches(fields.get(1), Integer.toString(port))
                    && matches(fields.get(2), database)
                    && matches(fields.get(3), user)
                    && (matches(fields.getFirst(), host)
                            || (Hosts.isFolder(host) && matches(fields.getFirst(), "localhost")))) {
                return Optional.of(line.password);
            }
        }
        return Optional.empty();
    }

    private static boolean matches(Optional<String> field, String value) {
        return field.isEmpty() || field.get().equals(value);
    }

    /** Returns the file's name. */
    public String name() {
        return name;
    }

    /** Shows no line. */
    @Override
    public String toString() {
        return "<PassFile " + name + ">";
    }
}
