package dev.rondo.postgres;

import java.util.ArrayList;
import java.util.List;

/** Names and values within SQL, for the statements that take no parameters. */
final class SqlText {
    private SqlText() {}

    /** Returns a name as it is: quoted, its case kept. */
    static String name(String name) {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    name.isEmpty() ? "A name is empty" : "A zero is in a name: " + name);
        }
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /**
     * Returns a table's name, which may have its schema's before it: {@code schema.table}. Each
     * part is taken as it is, so {@code Users} is a table that SQL calls {@code "Users"}. A part
     * with a dot in it stands in double quotes: {@code "a.b".table}.
     *
     * @throws IllegalArgumentException if a part is empty, a quote is not closed, or there are more
     *     than three parts
     */
    static String table(String table) {
        List<String> parts = new ArrayList<>();
        int at = 0;
        do {
            StringBuilder part = new StringBuilder();
            at = table.startsWith("\"", at) ? quoted(table, at, part) : plain(table, at, part);
            parts.add(name(part.toString()));
        } while (at++ < table.length());
        if (parts.size() > 3) {
            throw new IllegalArgumentException("More parts than a table's name has: " + table);
        }
        return String.join(".", parts);
    }

    /** Appends a part that ends at a dot or the end, and returns where. */
    private static int plain(String table, int from, StringBuilder part) {
        int dot = table.indexOf('.', from);
        int end = dot < 0 ? table.length() : dot;
        part.append(table, from, end);
        return end;
    }

    private static int quoted(String table, int from, StringBuilder part) {
        int at = from + 1;
        while (true) {
            int quote = table.indexOf('"', at);
            if (quote < 0) {
                throw new IllegalArgumentException("A quote is not closed: " + table);
            }
            part.append(table, at, quote);
            at = quote + 1;
            if (!table.startsWith("\"", at)) {
                break;
            }
            part.append('"');
            at++;
        }
        if (at < table.length() && table.charAt(at) != '.') {
            throw new IllegalArgumentException("No dot after a quoted part: " + table);
        }
        return at;
    }

    /** Returns names in parentheses. */
    static String columns(List<String> names) {
        List<String> quoted = new ArrayList<>();
        names.forEach(name -> quoted.add(name(name)));
        return "(" + String.join(", ", quoted) + ")";
    }

    /** Returns a text as a constant, whatever {@code standard_conforming_strings} says. */
    static String literal(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("A zero is in a text");
        }
        String quoted = "'" + text.replace("'", "''") + "'";
        return quoted.indexOf('\\') < 0 ? quoted : " E" + quoted.replace("\\", "\\\\");
    }
}
