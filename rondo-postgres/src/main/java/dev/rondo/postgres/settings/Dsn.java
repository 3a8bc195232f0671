package dev.rondo.postgres.settings;

import java.util.Map;

/** A text that says whom to connect with, in either of libpq's forms (its section 32.1.1). */
public final class Dsn {
    private Dsn() {}

    /**
     * Returns the settings of a DSN, by keyword.
     *
     * @throws IllegalArgumentException if it is none; the message shows nothing that may be a
     *     password
     */
    public static Map<String, String> parse(String dsn) {
        throw new UnsupportedOperationException();
    }
}
