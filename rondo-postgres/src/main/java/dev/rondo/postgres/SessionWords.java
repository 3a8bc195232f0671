package dev.rondo.postgres;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statements that change their session, which is nobody's when a pool sends them: found by their
 * first word, as far as that tells. What is hidden behind a comment or in a function is not found;
 * a transaction that it leaves open is seen by what the server says after it.
 */
final class SessionWords {
    private static final List<String> WORDS =
            List.of(
                    "BEGIN",
                    "START",
                    "COMMIT",
                    "END",
                    "ROLLBACK",
                    "ABORT",
                    "SAVEPOINT",
                    "SET",
                    "RESET",
                    "DISCARD",
                    "LISTEN",
                    "UNLISTEN",
                    "PREPARE",
                    "DECLARE");
    private static final List<String> TEMPORARY = List.of("TEMP", "TEMPORARY");

    private SessionWords() {}

    /** Returns the word by which a statement needs a session of its own, or null. */
    static @Nullable String in(String sql) {
        int start = skip(sql, 0);
        String found = word(sql, start, WORDS);
        if (found != null) {
            return found;
        }
        if (is(sql, start, "CREATE")) {
            String kind = word(sql, skip(sql, start + "CREATE".length()), TEMPORARY);
            return kind == null ? null : "CREATE " + kind;
        }
        return null;
    }

    private static @Nullable String word(String sql, int start, List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            if (is(sql, start, words.get(i))) {
                return words.get(i);
            }
        }
        return null;
    }

    private static boolean is(String sql, int start, String word) {
        int end = start + word.length();
        return sql.regionMatches(true, start, word, 0, word.length())
                && (end == sql.length() || !Character.isJavaIdentifierPart(sql.charAt(end)));
    }

    private static int skip(String sql, int start) {
        int at = start;
        while (at < sql.length() && sql.charAt(at) <= ' ') {
            at++;
        }
        return at;
    }

    /** Returns whether a text may have several statements: a semicolon that does not end it. */
    static boolean mayBeScript(String sql) {
        int semicolon = sql.indexOf(';');
        return semicolon >= 0 && skip(sql, semicolon + 1) < sql.length();
    }
}
