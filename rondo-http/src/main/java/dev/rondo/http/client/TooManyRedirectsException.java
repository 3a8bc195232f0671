package dev.rondo.http.client;

import java.util.List;

/** A server redirected more often than the request allows. aiohttp: {@code TooManyRedirects}. */
public final class TooManyRedirectsException extends ClientException {
    private static final long serialVersionUID = 1L;

    private final transient List<Redirect> history;

    TooManyRedirectsException(List<Redirect> history, Progress progress) {
        super("redirected more than " + (history.size() - 1) + " times", null, progress);
        this.history = List.copyOf(history);
    }

    /** Returns the redirects, the first one first. */
    public List<Redirect> history() {
        return history == null ? List.of() : history; // after deserialization
    }
}
