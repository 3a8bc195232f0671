package dev.rondo.postgres;

/** The password is wrong: SQLSTATE 28P01. */
public final class InvalidPasswordException extends InvalidAuthorizationException {
    private static final long serialVersionUID = 1L;

    InvalidPasswordException(String message, Notice notice) {
        super(message, notice);
    }
}
