package dev.rondo.postgres.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A setting of libpq's (its documentation, section 32.1.2, and the variables of 32.15).
 *
 * @param name its keyword
 * @param variable of the environment, or null
 * @param fallback its value unless set, or null
 * @param kind what its values are
 * @param choices the values that there are, for {@link Kind#CHOICE}
 */
public record Keyword(
        String name,
        @Nullable String variable,
        @Nullable String fallback,
        Kind kind,
        List<String> choices) {
    /** What the values of a setting are. */
    public enum Kind {
        /** Any text. */
        TEXT,
        /** One that must not be shown. */
        SECRET,
        /** One of some words. */
        CHOICE,
        /** An integer. */
        INTEGER,
        /** Several texts, separated by commas. */
        LIST,
        /** Taken and not used: what it says has no meaning here. */
        IGNORED
    }

    private static final Map<String, Keyword> ALL = all();

    private static Map<String, Keyword> all() {
        Table table = new Table();
        table.add("service", "PGSERVICE", null, Kind.TEXT);
        table.add("servicefile", "PGSERVICEFILE", null, Kind.TEXT);
        table.add("host", "PGHOST", null, Kind.LIST);
        table.add("hostaddr", "PGHOSTADDR", null, Kind.LIST);
        table.add("port", "PGPORT", null, Kind.LIST);
        table.add("dbname", "PGDATABASE", null, Kind.TEXT);
        table.add("user", "PGUSER", null, Kind.TEXT);
        table.add("password", "PGPASSWORD", null, Kind.SECRET);
        table.add("passfile", "PGPASSFILE", null, Kind.TEXT);
        table.add("connect_timeout", "PGCONNECT_TIMEOUT", null, Kind.INTEGER);
        table.add("client_encoding", "PGCLIENTENCODING", null, Kind.TEXT);
        table.add("options", "PGOPTIONS", null, Kind.TEXT);
        table.add("application_name", "PGAPPNAME", null, Kind.TEXT);
        table.add("fallback_application_name", null, null, Kind.TEXT);
        table.add("keepalives", null, "1", Kind.INTEGER);
        table.add("keepalives_idle", null, null, Kind.INTEGER);
        table.add("keepalives_interval", null, null, Kind.INTEGER);
        table.add("keepalives_count", null, null, Kind.INTEGER);
        table.add("tcp_user_timeout", null, null, Kind.INTEGER);
        table.choose(
                "target_session_attrs",
                "PGTARGETSESSIONATTRS",
                "any",
                "read-write",
                "read-only",
                "primary",
                "standby",
                "prefer-standby");
        table.choose("load_balance_hosts", "PGLOADBALANCEHOSTS", "disable", "random");
        table.add("replication", null, null, Kind.TEXT);
        addTls(table);
        addAuthentication(table);
        return table.keywords;
    }

    private static void addTls(Table table) {
        table.add("sslmode", "PGSSLMODE", null, Kind.CHOICE, modes());
        table.choose("sslnegotiation", "PGSSLNEGOTIATION", "postgres", "direct");
        table.add("sslcert", "PGSSLCERT", null, Kind.TEXT);
        table.add("sslkey", "PGSSLKEY", null, Kind.TEXT);
        table.choose("sslcertmode", "PGSSLCERTMODE", "allow", "disable", "require");
        table.add("sslpassword", null, null, Kind.SECRET);
        table.add("sslrootcert", "PGSSLROOTCERT", null, Kind.TEXT);
        table.add("sslcrl", "PGSSLCRL", null, Kind.TEXT);
        table.add("sslcrldir", "PGSSLCRLDIR", null, Kind.TEXT);
        table.choose("sslsni", "PGSSLSNI", "1", "0");
        List<String> protocols = List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");
        table.add(
                "ssl_min_protocol_version",
                "PGSSLMINPROTOCOLVERSION",
                "TLSv1.2",
                Kind.CHOICE,
                protocols);
        table.add(
                "ssl_max_protocol_version",
                "PGSSLMAXPROTOCOLVERSION",
                null,
                Kind.CHOICE,
                protocols);
        table.add("sslcompression", "PGSSLCOMPRESSION", null, Kind.IGNORED);
        table.add("sslkeylogfile", null, null, Kind.IGNORED);
    }

    private static List<String> modes() {
        return List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    }

    private static void addAuthentication(Table table) {
        table.choose("channel_binding", "PGCHANNELBINDING", "prefer", "disable", "require");
        table.add("require_auth", "PGREQUIREAUTH", null, Kind.LIST);
        table.add("requirepeer", "PGREQUIREPEER", null, Kind.TEXT);
        table.choose("gssencmode", "PGGSSENCMODE", "disable", "prefer", "require");
        table.add("krbsrvname", "PGKRBSRVNAME", null, Kind.IGNORED);
        table.add("gsslib", "PGGSSLIB", null, Kind.IGNORED);
        table.add("gssdelegation", "PGGSSDELEGATION", null, Kind.IGNORED);
    }

    private static final class Table {
        private final Map<String, Keyword> keywords = new LinkedHashMap<>();

        void add(String name, @Nullable String variable, @Nullable String fallback, Kind kind) {
            add(name, variable, fallback, kind, List.of());
        }

        void add(
                String name,
                @Nullable String variable,
                @Nullable String fallback,
                Kind kind,
                List<String> choices) {
            keywords.put(name, new Keyword(name, variable, fallback, kind, choices));
        }

        /** The first word is that which is not set. */
        void choose(String name, @Nullable String variable, String... words) {
            add(name, variable, words[0], Kind.CHOICE, List.of(words));
        }
    }

    /** Returns all of them, in order. */
    public static Iterable<Keyword> values() {
        return ALL.values();
    }

    /** Returns the value of a setting unless set, or null. */
    static @Nullable String fallback(String name) {
        Keyword keyword = ALL.get(name);
        return keyword == null ? null : keyword.fallback;
    }

    /** Returns whether a setting's value must not be shown. */
    public static boolean isSecret(String name) {
        Keyword keyword = ALL.get(name);
        return keyword == null || keyword.kind == Kind.SECRET;
    }

    /**
     * Returns the value, after a look at it.
     *
     * @throws IllegalArgumentException if there is no such keyword, with the nearest that there is,
     *     or its value cannot be this
     */
    public static String check(String name, String value) {
        Keyword keyword = ALL.get(name);
        if (keyword == null) {
            String nearest = Nearest.advice(name, ALL.keySet());
            throw new IllegalArgumentException(
                    "There is no setting \""
                            + name
                            + "\""
                            + (nearest.isEmpty()
                                    ? "\nA parameter of the session is set by options=-cNAME=VALUE,"
                                            + " or withServerSetting(...)"
                                    : nearest));
        }
        keyword.check(value);
        return value;
    }

    private void check(String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(name + " must not have a zero character in it");
        }
        if (kind == Kind.CHOICE && !value.isEmpty() && !choices.contains(value)) {
            throw new IllegalArgumentException(
                    name + " cannot be \"" + value + "\"" + Nearest.advice(value, choices));
        }
        if (name.equals("port")) {
            Hosts.checkPorts(value);
        }
        if (kind == Kind.INTEGER && !value.isEmpty()) {
            try {
                Integer.parseInt(value.strip());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        name + " must be an integer, but is \"" + value + "\"", e);
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
