package dev.rondo.http;

/** With which requests from other sites a cookie goes (RFC 6265bis, section 5.6.7). */
public enum SameSite {
    /** With none. */
    STRICT("Strict"),
    /** With navigations by safe methods. */
    LAX("Lax"),
    /** With all; the cookie must be {@code Secure}. */
    NONE("None");

    private final String text;

    SameSite(String text) {
        this.text = text;
    }

    /** Returns it as it is sent. */
    @Override
    public String toString() {
        return text;
    }
}
