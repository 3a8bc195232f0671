package dev.rondo.postgres;

import dev.rondo.postgres.ConnectionLostException.Fate;
import org.jspecify.annotations.Nullable;

/**
 * Why a session ends, as it is told to those whose statements are lost: the server's own words
 * before all, since a broken pipe says nothing to people.
 */
final class Farewell {
    private @Nullable Notice words; // the server's, before it went
    private @Nullable Throwable cause; // if it was not asked for
    private boolean asked; // by this side

    /** This side wants the end. */
    void ask() {
        asked = true;
    }

    boolean isAsked() {
        return asked;
    }

    /** The server says why it goes. */
    void say(Notice told) {
        words = told;
    }

    /** Something broke; the first thing counts, and nothing after this side has asked. */
    void blame(@Nullable Throwable broken) {
        if (cause == null && !asked) {
            cause = broken;
        }
    }

    @Nullable Throwable blamed() {
        return cause;
    }

    /** Returns how something was lost, to be thrown. */
    ConnectionLostException loss(String what, Fate fate) {
        Throwable because = words == null ? cause : ServerErrors.of(words, null);
        return new ConnectionLostException(what + ": " + reason(), fate, because);
    }

    private String reason() {
        if (words != null) {
            return "the server ended the connection: "
                    + words.severity()
                    + " "
                    + words.sqlState()
                    + ": "
                    + words.message();
        }
        if (asked) {
            return "the connection is closed";
        }
        return cause == null
                ? "the server closed the connection without a word"
                : "the connection broke: " + cause.getMessage();
    }
}
