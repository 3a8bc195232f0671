package dev.rondo.http.server;

/** Knows the users of {@link BasicAuth}. */
@FunctionalInterface
public interface PasswordCheck {
    /**
     * Returns whether this is the user's password. May suspend. Passwords are kept as slow salted
     * hashes (Argon2, scrypt, PBKDF2), computed by {@code Rondo.toThread}; an unknown user should
     * take as long as a wrong password.
     *
     * @throws Exception what goes wrong: 500
     */
    boolean isValid(String user, String password) throws Exception;
}
