package dev.rondo.http.wire;

/** The forms of a request's target (RFC 9112, section 3.2). */
public enum TargetForm {
    /** {@code /path?query}. */
    ORIGIN,
    /** {@code http://host/path?query}: what a proxy is asked for. */
    ABSOLUTE,
    /** {@code host:port}: CONNECT's. */
    AUTHORITY,
    /** {@code *}: the server itself, of OPTIONS. */
    ASTERISK
}
