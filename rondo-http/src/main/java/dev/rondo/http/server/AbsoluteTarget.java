package dev.rondo.http.server;

/**
 * The parts of a target that is a URL: {@code http://host/path?query} (RFC 9112, section 3.2.2).
 */
final class AbsoluteTarget {
    private static final String BEFORE_AUTHORITY = "://";

    private AbsoluteTarget() {}

    /** Returns whether a target, of any form but a path's, is one. */
    static boolean is(String target) {
        return !target.startsWith("/") && target.contains(BEFORE_AUTHORITY);
    }

    /** Returns the host, with its port. */
    static String authority(String target) {
        return target.substring(begin(target), end(target));
    }

    /** Returns path and query: at least a slash. */
    static String path(String target) {
        String rest = target.substring(end(target));
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    private static int begin(String target) {
        return target.indexOf(BEFORE_AUTHORITY) + BEFORE_AUTHORITY.length();
    }

    private static int end(String target) {
        int end = begin(target);
        while (end < target.length() && "/?".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        return end;
    }
}
