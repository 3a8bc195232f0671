package dev.rondo.postgres.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts of statements, as far as a server must understand them that knows no SQL. */
final class SqlScript {
    private static final Pattern DOLLAR = Pattern.compile("\\$(\\p{Alpha}\\w*)?\\$");
    private static final Pattern PARAMETER =
            Pattern.compile("\\$(\\d{1,5})(?:\\s*::\\s*([a-z_][\\w ]*\\w(?:\\[\\])?|\\w))?");

    private SqlScript() {}

    /** Returns the statements of a script: what stands between semicolons, but those in quotes. */
    static List<String> split(String script) {
        List<String> statements = new ArrayList<>();
        int begin = 0;
        int at = 0;
        while (at < script.length()) {
            if (script.charAt(at) == ';') {
                add(statements, script.substring(begin, at));
                begin = ++at;
            } else {
                at = next(script, at);
            }
        }
        add(statements, script.substring(begin));
        return statements;
    }

    private static void add(List<String> statements, String statement) {
        if (!statement.isBlank()) {
            statements.add(statement.strip());
        }
    }

    /** Returns where what begins at a place ends: a quoted text, a comment or a character. */
    private static int next(String script, int at) {
        char c = script.charAt(at);
        if (c == '\'' || c == '"') {
            return after(script, String.valueOf(c), at + 1);
        }
        if (script.startsWith("--", at)) {
            return after(script, "\n", at);
        }
        if (script.startsWith("/*", at)) {
            return after(script, "*/", at + 2);
        }
        Matcher dollar = DOLLAR.matcher(script);
        if (c == '$' && dollar.find(at) && dollar.start() == at) {
            return after(script, dollar.group(), dollar.end());
        }
        return at + 1;
    }

    private static int after(String script, String end, int from) {
        int found = script.indexOf(end, from);
        return found < 0 ? script.length() : found + end.length();
    }

    /** Returns a statement as two are compared: spaces as one, no semicolon at the end. */
    static String normal(String sql) {
        String text = sql.strip().replaceAll("\\s+", " ");
        return text.endsWith(";") ? text.substring(0, text.length() - 1).strip() : text;
    }

    /** Returns the types of a statement's parameters, as far as casts tell them; else text. */
    static int[] parameterTypes(String sql) {
        int[] types = {};
        Matcher matcher = PARAMETER.matcher(sql);
        while (matcher.find()) {
            int number = Integer.parseInt(matcher.group(1));
            if (number < 1 || number > 65_535) {
                continue;
            }
            int before = types.length;
            types = java.util.Arrays.copyOf(types, Math.max(before, number));
            String cast = matcher.group(2);
            int type = cast == null ? 0 : TypeNames.oidOrZero(cast.toLowerCase(Locale.ROOT));
            types[number - 1] = type == 0 ? types[number - 1] : type;
        }
        for (int i = 0; i < types.length; i++) {
            types[i] = types[i] == 0 ? TypeNames.TEXT : types[i];
        }
        return types;
    }
}
