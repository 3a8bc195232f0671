package dev.rondo.postgres.settings;

import java.util.Map;

/** A text that says whom to connect with, in either of libpq's forms (its section 32.1.1). */
public final class Dsn {
    private Dsn() {}

    /**
     * Returns the settings of a DSN, by keyword: of a URI, {@code postgresql://...} or {@code
     * postgres://...}, or of pairs, {@code key=value key='a value'}.
     *
     * @throws IllegalArgumentException if it is none; the message shows nothing that may be a
     *     password
     */
    public static Map<String, String> parse(String dsn) {
        if (DsnUri.is(dsn)) {
            return new DsnUri(dsn).parse();
        }
        int scheme = dsn.indexOf("://");
        if (scheme >= 0 && isScheme(dsn.substring(0, scheme))) {
            throw new IllegalArgumentException(
                    "A DSN cannot begin with \""
                            + dsn.substring(0, scheme + 3)
                            + "\"\nIt begins with \"postgresql://\" or \"postgres://\", or is of"
                            + " pairs: \"host=db1 dbname=shop\"");
        }
        return new DsnPairs(dsn).parse();
    }

    private static boolean isScheme(String text) {
        return !text.isEmpty()
                && text.length() <= 32
                && text.chars()
                        .allMatch(c -> Character.isLetterOrDigit(c) || "+-.:_".indexOf(c) >= 0);
    }
}
