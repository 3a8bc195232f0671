package dev.rondo.http.server;

import dev.rondo.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads what proxies have written: {@code for=192.0.2.60;proto=https, for="[2001:db8::7]"}. */
final class ForwardedHops {
    private final String text;
    private int at;

    private ForwardedHops(String text) {
        this.text = text;
    }

    /** Returns the elements of a list, with all fields of a name; empty ones are kept. */
    static List<String> list(Headers headers, String name) {
        List<String> elements = new ArrayList<>();
        for (String field : headers.all(name)) {
            for (String element : field.split(",", -1)) {
                elements.add(element.strip());
            }
        }
        return elements;
    }

    /**
     * Returns what the field {@code Forwarded} says (RFC 7239, section 4). An element that cannot be
     * read says nothing, so that nobody is asked behind it.
     */
    static List<Forwarded.Hop> standard(Headers headers) {
        List<Forwarded.Hop> hops = new ArrayList<>();
        for (String field : headers.all("Forwarded")) {
            ForwardedHops reader = new ForwardedHops(field);
            do {
                hops.add(reader.hop());
            } while (reader.skips(','));
        }
        return hops;
    }

    private Forwarded.Hop hop() {
        String from = "";
        String scheme = "";
        String host = "";
        do {
            skipSpace();
            String name = until("=;,").strip().toLowerCase(Locale.ROOT);
            String value = skips('=') ? value() : "";
            switch (name) {
                case "for" -> from = value;
                case "proto" -> scheme = value;
                case "host" -> host = value;
                default -> {} // by, and others
            }
            until(";,"); // what should not be there
        } while (skips(';'));
        return new Forwarded.Hop(from, scheme, host);
    }

    private String value() {
        if (!skips('"')) {
            return until(";,").strip();
        }
        StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at++));
        }
        return skips('"') ? value.toString() : "";
    }

    private String until(String ends) {
        int begin = at;
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(begin, at);
    }

    private void skipSpace() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private boolean skips(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }
}
