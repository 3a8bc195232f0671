package dev.rondo.http.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Names under which anybody can register: no cookie may be for all of {@code co.uk} (<a
 * href="https://publicsuffix.org">publicsuffix.org</a>; the resource has its date and licence).
 *
 * <p>The list is one sorted text of 115 KiB, read when it is first asked for, and searched by
 * halves: a map of its 9,500 names would take ten times the memory.
 */
final class PublicSuffixes {
    private static final String RESOURCE = "public-suffixes.txt";
    private static final char WILDCARD = '*'; // behind a name: every name directly under it
    private static final char EXCEPTION = '!'; // behind a name: it is none, for all wildcards

    private static final class Holder {
        static final PublicSuffixes LIST = new PublicSuffixes(read());
    }

    private final byte[] lines; // each ends in a line feed
    private final int start; // of the first rule

    /** Takes a list apart: comments, then rules in the order of their bytes. */
    PublicSuffixes(byte[] lines) {
        this.lines = lines;
        int at = 0;
        while (at < lines.length && lines[at] == '#') {
            at = lineEnd(at) + 1;
        }
        this.start = at;
    }

    private static byte[] read() {
        try (InputStream resource = PublicSuffixes.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException("The resource " + RESOURCE + " is missing");
            }
            return resource.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns Rondo's list. Of any thread. */
    static PublicSuffixes list() {
        return Holder.LIST;
    }

    /** Returns whether anybody can register under a host, in ASCII and lower case. */
    boolean contains(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return suffixOf(name).equals(name);
    }

    /** Returns the longest public suffix of a name; the last label if no rule has it. */
    String suffixOf(String name) {
        for (String candidate = name; ; candidate = parent(candidate)) {
            String parent = parent(candidate);
            if (has(candidate + EXCEPTION)) {
                return parent;
            }
            if (parent.isEmpty() || has(candidate) || has(parent + WILDCARD)) {
                return candidate;
            }
        }
    }

    private static String parent(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }

    private boolean has(String rule) {
        byte[] wanted = rule.getBytes(StandardCharsets.US_ASCII);
        int low = start; // Invariant: the line, if there is one, begins in [low, high)
        int high = lines.length;
        while (low < high) {
            int begin = lineBegin((low + high) >>> 1);
            int end = lineEnd(begin);
            int order = compare(wanted, begin, end);
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                high = begin;
            } else {
                low = end + 1;
            }
        }
        return false;
    }

    private int lineBegin(int inside) {
        int at = inside;
        while (at > start && lines[at - 1] != '\n') {
            at--;
        }
        return at;
    }

    private int lineEnd(int inside) {
        int at = inside;
        while (lines[at] != '\n') {
            at++;
        }
        return at;
    }

    private int compare(byte[] wanted, int begin, int end) {
        int common = Math.min(wanted.length, end - begin);
        for (int i = 0; i < common; i++) {
            if (wanted[i] != lines[begin + i]) {
                return wanted[i] - lines[begin + i];
            }
        }
        return wanted.length - (end - begin);
    }
}
