package dev.rondo.postgres.settings;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which settings do not go together, and which there are in libpq and not here. */
final class Rules {
    private static final Set<String> STRONG = Set.of("require", "verify-ca", "verify-full");
    private static final Set<String> OFF = Set.of("", "off", "false", "no", "0");

    private Rules() {}

    /**
     * Checks them, and fills in what follows from others.
     *
     * @throws IllegalArgumentException if they cannot be used
     */
    static void check(Map<String, String> values) {
        checkTls(values);
        refuse(values, "requirepeer", "The owner of a server's process cannot be asked for");
        if (values.getOrDefault("gssencmode", "").equals("require")) {
            throw new IllegalArgumentException(
                    "gssencmode=require: encryption by GSSAPI is not supported\nUse TLS:"
                            + " sslmode=verify-full");
        }
        if (!OFF.contains(values.getOrDefault("replication", "").toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("replication: this protocol is not supported");
        }
        String encoding = values.getOrDefault("client_encoding", "");
        if (!encoding.isEmpty() && !encoding.equals("auto") && !isUtf8(encoding)) {
            throw new IllegalArgumentException(
                    "client_encoding is always UTF8, not " + encoding + "\nLeave it out");
        }
    }

    private static boolean isUtf8(String encoding) {
        String bare = encoding.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return bare.equals("utf8") || bare.equals("unicode");
    }

    private static void refuse(Map<String, String> values, String keyword, String why) {
        if (!values.getOrDefault(keyword, "").isEmpty()) {
            throw new IllegalArgumentException(keyword + ": " + why);
        }
    }

    private static String orDefault(Map<String, String> values, String keyword) {
        String value = values.getOrDefault(keyword, "");
        String fallback = Keyword.fallback(keyword);
        return value.isEmpty() && fallback != null ? fallback : value;
    }

    private static void checkTls(Map<String, String> values) {
        boolean system = values.getOrDefault("sslrootcert", "").equals("system");
        String mode = values.getOrDefault("sslmode", "");
        if (system && mode.isEmpty()) {
            values.put("sslmode", "verify-full");
        } else if (system && !mode.equals("verify-full") && !mode.equals("disable")) {
            throw new IllegalArgumentException(
                    "sslrootcert=system needs sslmode=verify-full, not "
                            + mode
                            + "\nAnybody can have a certificate of the system's authorities");
        }
        boolean direct = values.getOrDefault("sslnegotiation", "").equals("direct");
        String used = values.getOrDefault("sslmode", "");
        if (direct && !STRONG.contains(used)) {
            throw new IllegalArgumentException(
                    "sslnegotiation=direct needs a stronger sslmode than "
                            + (used.isEmpty() ? "prefer" : used)
                            + "\nUse require, verify-ca or verify-full");
        }
        String least = orDefault(values, "ssl_min_protocol_version");
        String most = orDefault(values, "ssl_max_protocol_version");
        if (!most.isEmpty() && least.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "ssl_min_protocol_version="
                            + least
                            + " is above ssl_max_protocol_version="
                            + most);
        }
    }
}
