package dev.rondo.postgres.auth;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** In which ways the server may ask who one is. libpq: {@code require_auth}. */
public final class AllowedMethods {
    private static final List<String> KNOWN =
            List.of("none", "password", "md5", "gss", "sspi", "scram-sha-256", "oauth");

    private final String text;
    private final Set<String> allowed;

    private AllowedMethods(String text, Set<String> allowed) {
        this.text = text;
        this.allowed = allowed;
    }

    /**
     * Returns what a list says: some of the methods, or all but some that begin with {@code !}.
     *
     * @param text separated by commas; empty: all
     * @throws IllegalArgumentException if one is not known, or both kinds are there
     */
    public static AllowedMethods parse(String text) {
        Set<String> named = new LinkedHashSet<>();
        boolean without = text.strip().startsWith("!");
        if (!text.isBlank()) {
            for (String part : text.split(",", -1)) {
                String word = part.strip();
                if (word.startsWith("!") != without) {
                    throw new IllegalArgumentException(
                            "require_auth has methods with and without a !, in \""
                                    + text
                                    + "\"\nName those that are allowed, or those that are not");
                }
                String method = without ? word.substring(1) : word;
                if (!KNOWN.contains(method)) {
                    throw new IllegalArgumentException(
                            "require_auth cannot be \""
                                    + method
                                    + "\"\nThere are: "
                                    + String.join(", ", KNOWN));
                }
                named.add(method);
            }
        }
        Set<String> allowed = new LinkedHashSet<>(KNOWN);
        if (without || named.isEmpty()) {
            allowed.removeAll(named);
        } else {
            allowed.retainAll(named);
        }
        return new AllowedMethods(text, allowed);
    }

    /**
     * Refuses a method that is not allowed.
     *
     * @throws LoginRefusal if it is not
     */
    void check(String method, String asked) {
        if (!allowed.contains(method)) {
            throw new LoginRefusal(
                    "the server "
                            + asked
                            + ", which is not allowed: require_auth="
                            + text
                            + "\nIs it the right server? Or allow "
                            + method);
        }
    }

    @Override
    public String toString() {
        return "<AllowedMethods " + String.join(",", allowed) + ">";
    }
}
