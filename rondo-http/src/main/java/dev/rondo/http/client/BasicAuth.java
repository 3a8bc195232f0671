package dev.rondo.http.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The value of a field for Basic (RFC 7617), in UTF-8. aiohttp: {@code encode_basic_auth}. */
final class BasicAuth {
    private BasicAuth() {}

    /**
     * Returns the value.
     *
     * @throws IllegalArgumentException if the user's name has a colon, or one has a control
     *     character
     */
    static String encode(String user, String password) {
        if (user.indexOf(':') >= 0) {
            throw new IllegalArgumentException("The user's name must not have a colon");
        }
        String both = user + ":" + password;
        if (both.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "The user's name and password must not have control characters");
        }
        return "Basic "
                + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }
}
