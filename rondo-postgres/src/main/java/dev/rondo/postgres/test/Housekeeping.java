package dev.rondo.postgres.test;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a server without a script for it answers all the same: transactions, settings, LISTEN, what
 * a pool does to a session that is given back.
 */
final class Housekeeping {
    private static final Pattern SET =
            Pattern.compile(
                    "(?is)^set\\s+(?:session\\s+|local\\s+)?(\\w+)\\s*(?:=|\\s+to\\s+)\\s*(.+)$");
    private static final Pattern SHOW = Pattern.compile("(?is)^show\\s+([\\w.]+)$");
    private static final Pattern SET_CONFIG =
            Pattern.compile("(?is)^select\\s+(?:pg_catalog\\.)?set_config\\s*\\((.*)\\)$");
    private static final Pattern CHANNEL =
            Pattern.compile("(?is)^(?:un)?listen\\s+(\"(?:[^\"]|\"\")*\"|\\w+|\\*)$");
    private static final Pattern NOTIFY =
            Pattern.compile("(?is)^notify\\s+(\"(?:[^\"]|\"\")*\"|\\w+)(?:\\s*,\\s*'(.*)')?$");

    private Housekeeping() {}

    /** Returns the answer of a statement whose effect the session has, or null if it has none. */
    static @Nullable Answer answer(Session session, Asked asked) {
        String sql = SqlScript.normal(asked.sql());
        return switch (Transactions.kindOf(sql)) {
            case BEGIN -> Answer.status("BEGIN");
            case COMMIT -> Answer.status("COMMIT");
            case ROLLBACK, ROLLBACK_TO -> Answer.status("ROLLBACK");
            case SAVEPOINT -> Answer.status("SAVEPOINT");
            case RELEASE -> Answer.status("RELEASE");
            case OTHER -> other(session, asked, sql);
        };
    }

    /** Returns an answer with the columns that {@link #answer} will have; it has no effect. */
    static @Nullable Answer described(Session session, String sql) {
        String normal = SqlScript.normal(sql);
        String word = word(normal);
        Asked nothing = new Asked(session.processId(), sql, List.of());
        return switch (word) {
            case "show" -> show(session, normal);
            case "select" -> select(nothing, normal);
            case "set", "reset", "discard", "deallocate", "close", "listen", "unlisten", "notify" ->
                    Answer.status("");
            default ->
                    Transactions.kindOf(normal) == Transactions.Kind.OTHER
                            ? null
                            : Answer.status("");
        };
    }

    private static String word(String sql) {
        return sql.split("[\\s(]", 2)[0].toLowerCase(Locale.ROOT);
    }

    private static Answer discard(Session session, String sql) {
        String what = sql.substring("discard".length()).strip().toUpperCase(Locale.ROOT);
        if (what.equals("ALL")) { // PLANS, SEQUENCES and TEMP leave what is prepared
            session.forgetStatements();
            session.channels().clear();
        }
        return Answer.status("DISCARD " + what);
    }

    private static @Nullable Answer other(Session session, Asked asked, String sql) {
        String word = word(sql);
        return switch (word) {
            case "set" -> set(session, sql);
            case "reset" -> Answer.status("RESET");
            case "show" -> show(session, sql);
            case "discard" -> discard(session, sql);
            case "deallocate" -> deallocate(session, sql);
            case "close" -> Answer.status("CLOSE CURSOR");
            case "listen", "unlisten" -> listen(session, sql, word);
            case "notify" -> notify(session, sql);
            case "select" -> select(asked, sql);
            default -> null;
        };
    }

    private static Answer set(Session session, String sql) {
        Matcher matcher = SET.matcher(sql);
        if (matcher.matches()) {
            session.setParameter(matcher.group(1), unquoted(matcher.group(2)));
        }
        return Answer.status("SET");
    }

    private static @Nullable Answer show(Session session, String sql) {
        Matcher matcher = SHOW.matcher(sql);
        if (!matcher.matches()) {
            return null;
        }
        String name = matcher.group(1);
        for (var parameter : session.parameters().entrySet()) {
            if (parameter.getKey().equalsIgnoreCase(name)) {
                return Answer.rows(name).withRow(parameter.getValue()).withStatus("SHOW");
            }
        }
        return name.equalsIgnoreCase("transaction_read_only")
                ? Answer.rows(name)
                        .withRow(session.parameters().get("default_transaction_read_only"))
                        .withStatus("SHOW")
                : null;
    }

    private static Answer deallocate(Session session, String sql) {
        String name = sql.substring("deallocate".length()).strip();
        if (name.equalsIgnoreCase("all")) {
            session.forgetStatements();
        } else {
            session.forgetStatement(identifier(name));
        }
        return Answer.status("DEALLOCATE");
    }

    private static @Nullable Answer listen(Session session, String sql, String word) {
        Matcher matcher = CHANNEL.matcher(sql);
        if (!matcher.matches()) {
            return null;
        }
        String channel = identifier(matcher.group(1));
        if (word.equals("listen")) {
            session.channels().add(channel);
        } else if (channel.equals("*")) {
            session.channels().clear();
        } else {
            session.channels().remove(channel);
        }
        return Answer.status(word.toUpperCase(Locale.ROOT));
    }

    private static @Nullable Answer notify(Session session, String sql) {
        Matcher matcher = NOTIFY.matcher(sql);
        if (!matcher.matches()) {
            return null;
        }
        String payload = matcher.group(2) == null ? "" : matcher.group(2).replace("''", "'");
        session.notifyAtCommit(identifier(matcher.group(1)), payload);
        return Answer.status("NOTIFY");
    }

    private static @Nullable Answer select(Asked asked, String sql) {
        String lower = sql.toLowerCase(Locale.ROOT);
        if (lower.equals("select pg_advisory_unlock_all()")
                || lower.equals("select pg_catalog.pg_advisory_unlock_all()")) {
            return Answer.rows("pg_advisory_unlock_all void").withRow("");
        }
        Matcher matcher = SET_CONFIG.matcher(sql);
        if (!matcher.matches()) {
            return null;
        }
        Object value =
                asked.arguments().isEmpty()
                        ? unquoted(matcher.group(1).split(",", -1)[1])
                        : asked.arguments().getLast();
        return Answer.rows("set_config").withRow(String.valueOf(value));
    }

    private static String unquoted(String text) {
        String stripped = text.strip();
        return stripped.length() > 1 && stripped.startsWith("'") && stripped.endsWith("'")
                ? stripped.substring(1, stripped.length() - 1).replace("''", "'")
                : stripped;
    }

    private static String identifier(String text) {
        return text.startsWith("\"")
                ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
                : text.toLowerCase(Locale.ROOT);
    }
}
