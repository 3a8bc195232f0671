package dev.rondo.http;

/**
 * Thrown for text that is not what it should be: a URL, a media type, a form, a field of one that
 * is missing or no number. If the text came from a client, the answer is 400.
 */
public final class MalformedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates one.
     *
     * @param message what is wrong with which text, shortened, and where
     */
    public MalformedException(String message) {
        super(message);
    }
}
