package dev.rondo.postgres.test;

import dev.rondo.postgres.wire.BackendMessage.ReadyForQuery;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The transaction of a session, by what its statements say.
 *
 * <pre>
 *   IDLE --BEGIN--> IN_TRANSACTION --error--> FAILED --ROLLBACK TO--> IN_TRANSACTION
 *   IN_TRANSACTION, FAILED --COMMIT, ROLLBACK--> IDLE
 * </pre>
 */
final class Transactions {
    /** What a statement is to a transaction. */
    enum Kind {
        /** Begins one. */
        BEGIN,
        /** Ends one well, unless it has failed. */
        COMMIT,
        /** Ends one. */
        ROLLBACK,
        /** Goes back to a savepoint. */
        ROLLBACK_TO,
        /** Makes a savepoint. */
        SAVEPOINT,
        /** Forgets a savepoint. */
        RELEASE,
        /** Nothing. */
        OTHER
    }

    private static final Pattern WORDS =
            Pattern.compile(
                    "(?is)^(begin|start\\s+transaction|commit|end|rollback|abort|savepoint|release)\\b"
                            + "(?:\\s+(?:work|transaction))?(\\s+to)?(?:\\s+savepoint)?"
                            + "\\s*(\"[^\"]*\"|\\w+)?.*$");

    private final Deque<String> savepoints = new ArrayDeque<>();
    private ReadyForQuery status = ReadyForQuery.IDLE;

    ReadyForQuery status() {
        return status;
    }

    static Kind kindOf(String sql) {
        Matcher matcher = WORDS.matcher(sql);
        if (!matcher.matches()) {
            return Kind.OTHER;
        }
        return switch (matcher.group(1).toLowerCase(Locale.ROOT).charAt(0)) {
            case 'b' -> Kind.BEGIN;
            case 'c', 'e' -> Kind.COMMIT;
            case 'a' -> Kind.ROLLBACK;
            case 'r' -> releaseOrRollback(matcher);
            default ->
                    matcher.group(1).toLowerCase(Locale.ROOT).startsWith("sa")
                            ? Kind.SAVEPOINT
                            : Kind.BEGIN;
        };
    }

    private static Kind releaseOrRollback(Matcher matcher) {
        if (matcher.group(1).toLowerCase(Locale.ROOT).startsWith("re")) {
            return Kind.RELEASE;
        }
        return matcher.group(2) == null ? Kind.ROLLBACK : Kind.ROLLBACK_TO;
    }

    /** Checks that a statement may be run: a failed transaction takes only its end. */
    void check(Kind kind) {
        if (status == ReadyForQuery.FAILED
                && kind != Kind.COMMIT
                && kind != Kind.ROLLBACK
                && kind != Kind.ROLLBACK_TO) {
            throw new StatementFailure(
                    "25P02",
                    "current transaction is aborted, commands ignored until end of transaction"
                            + " block");
        }
    }

    /** A statement has failed. */
    void failed(Kind kind) {
        if (status != ReadyForQuery.IDLE) {
            status = kind == Kind.COMMIT ? ReadyForQuery.IDLE : ReadyForQuery.FAILED;
        }
        if (status == ReadyForQuery.IDLE) {
            savepoints.clear();
        }
    }

    /** A statement is done; returns the status that a server tells of it, which may say less. */
    String done(Kind kind, String sql, String tag) {
        switch (kind) {
            case BEGIN -> status = ReadyForQuery.IN_TRANSACTION;
            case COMMIT -> {
                boolean lost = status == ReadyForQuery.FAILED;
                end();
                return lost ? "ROLLBACK" : tag;
            }
            case ROLLBACK -> end();
            case SAVEPOINT -> savepoints.push(name(sql));
            case RELEASE -> unwind(name(sql), false);
            case ROLLBACK_TO -> {
                unwind(name(sql), true);
                status = ReadyForQuery.IN_TRANSACTION;
            }
            case OTHER -> {}
        }
        return tag;
    }

    private void end() {
        status = ReadyForQuery.IDLE;
        savepoints.clear();
    }

    private void unwind(String name, boolean keep) {
        while (!savepoints.isEmpty()) {
            if (savepoints.peek().equals(name)) {
                if (!keep) {
                    savepoints.pop();
                }
                return;
            }
            savepoints.pop();
        }
    }

    /** Checks what a server checks of savepoints before it runs a statement. */
    void checkSavepoint(Kind kind, String sql) {
        boolean about = kind == Kind.RELEASE || kind == Kind.ROLLBACK_TO;
        if ((about || kind == Kind.SAVEPOINT) && status == ReadyForQuery.IDLE) {
            throw new StatementFailure("25P01", "SAVEPOINT can only be used in transaction blocks");
        }
        if (about && !savepoints.contains(name(sql))) {
            throw new StatementFailure("3B001", "savepoint \"" + name(sql) + "\" does not exist");
        }
    }

    private static String name(String sql) {
        Matcher matcher = WORDS.matcher(sql);
        String found = matcher.matches() ? matcher.group(3) : null;
        if (found == null) {
            return "";
        }
        return found.startsWith("\"")
                ? found.substring(1, found.length() - 1)
                : found.toLowerCase(Locale.ROOT);
    }
}
