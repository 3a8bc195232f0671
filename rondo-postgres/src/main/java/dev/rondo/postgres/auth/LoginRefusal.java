package dev.rondo.postgres.auth;

import org.jspecify.annotations.Nullable;

/** This side will not go on: the server asks for what is not allowed, or proved to be another. */
public final class LoginRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LoginRefusal(String message) {
        super(message);
    }

    LoginRefusal(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
