package dev.rondo.postgres.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A DSN as a URI: {@code postgresql://user:password@host:port,host:port/database?key=value}. As
 * libpq reads it, which is not RFC 3986: several hosts, no fragment, and each part is
 * percent-decoded once.
 */
final class DsnUri {
    private static final List<String> SCHEMES = List.of("postgresql://", "postgres://");
    private static final char END = '\0';

    private final String text;
    private int at;
    private final Map<String, String> settings = new LinkedHashMap<>();

    DsnUri(String text) {
        this.text = text;
        this.at = text.indexOf("://") + 3;
    }

    static boolean is(String text) {
        return SCHEMES.stream().anyMatch(text::startsWith);
    }

    Map<String, String> parse() {
        userAndPassword();
        hosts();
        if (peek() == '/') {
            at++;
            set("dbname", "database", until("?"));
        }
        if (peek() == '?') {
            at++;
            parameters();
        }
        return settings;
    }

    // ---- user:password@

    private void userAndPassword() {
        int end = indexOf("@/", at);
        if (end == text.length() || text.charAt(end) != '@') {
            return;
        }
        set("user", "user", until(":@"));
        if (peek() == ':') {
            at++;
            set("password", "password", until("@"));
        }
        at++;
        int authority = indexOf("/?", at);
        if (text.substring(at, authority).indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "There are two @ before the host of this DSN\nOne of them is part of the"
                            + " password or the user: write it as %40");
        }
    }

    // ---- host:port,host:port

    private void hosts() {
        List<String> hosts = new ArrayList<>();
        List<String> ports = new ArrayList<>();
        int begin = at;
        do {
            if (!hosts.isEmpty()) {
                at++;
            }
            hosts.add(Percent.decode(host(), "host"));
            String port = "";
            if (peek() == ':') {
                at++;
                port = Percent.decode(until("/?,"), "port");
                checkPort(port, begin);
            }
            ports.add(port);
        } while (peek() == ',');
        join("host", hosts);
        join("port", ports);
    }

    private String host() {
        if (peek() != '[') {
            return until(":/?,");
        }
        int end = text.indexOf(']', at);
        if (end < 0) {
            throw wrong("There is a [ before an IPv6 address, but no ] behind it");
        }
        String address = text.substring(at + 1, end);
        if (address.isEmpty()) {
            throw wrong("There is no address between [ and ]");
        }
        at = end + 1;
        if (at < text.length() && ":/?,".indexOf(text.charAt(at)) < 0) {
            throw wrong("Behind the ] of an address comes neither \":\" nor \"/\"");
        }
        return address;
    }

    /** What is no port may be a password, so it is not shown. */
    private void checkPort(String port, int begin) {
        if (port.isEmpty() || Hosts.isPort(port)) {
            return;
        }
        boolean later = text.indexOf('@', begin) >= 0;
        throw wrong(
                "The port is no number from 1 to 65535",
                later ? "Is a / part of the password or the user? Write it as %2F" : "");
    }

    private void join(String keyword, List<String> values) {
        if (values.stream().anyMatch(value -> !value.isEmpty())) {
            settings.put(keyword, Keyword.check(keyword, String.join(",", values)));
        }
    }

    // ---- key=value&key=value

    private void parameters() {
        while (at < text.length()) {
            String pair = until("&");
            at++;
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw wrong("There is no = in a part behind the ?");
            }
            String keyword = Percent.decode(pair.substring(0, equals), "key behind the ?");
            String value = pair.substring(equals + 1);
            if (value.indexOf('=') >= 0) {
                throw wrong(
                        "There are two = in \"" + keyword + "\" behind the ?",
                        "Write the second one as %3D");
            }
            put(keyword, Percent.decode(value, "value of \"" + keyword + "\""));
        }
    }

    private void put(String keyword, String value) {
        if (keyword.equals("ssl") && value.equals("true")) { // JDBC's; so does libpq
            settings.put("sslmode", "require");
        } else {
            settings.put(keyword, Keyword.check(keyword, value));
        }
    }

    // ---- The text

    private void set(String keyword, String what, String encoded) {
        String value = Percent.decode(encoded, what);
        if (!value.isEmpty()) {
            settings.put(keyword, Keyword.check(keyword, value));
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    /** Takes what comes before one of some characters, or the end. */
    private String until(String ends) {
        int end = indexOf(ends, at);
        String taken = text.substring(at, end);
        at = end;
        return taken;
    }

    private int indexOf(String ends, int from) {
        int end = from;
        while (end < text.length() && ends.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static IllegalArgumentException wrong(String what) {
        return wrong(what, "");
    }

    private static IllegalArgumentException wrong(String what, String advice) {
        return new IllegalArgumentException(
                what + ", in the URI of a DSN" + (advice.isEmpty() ? "" : "\n" + advice));
    }
}
