package dev.rondo.http.client;

import dev.rondo.http.Url;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far a request has come: what its exceptions tell. The task that sends it. */
final class Progress {
    private final String method;
    private final @Nullable Url url;
    private RequestPhase phase = RequestPhase.PREPARE;
    private long bytesSent;

    Progress(String method, @Nullable Url url) {
        this.method = method;
        this.url = url;
    }

    String method() {
        return method;
    }

    Optional<Url> url() {
        return Optional.ofNullable(url).map(Url::withoutUserInfo);
    }

    RequestPhase phase() {
        return phase;
    }

    void enter(RequestPhase next) {
        phase = next;
    }

    long bytesSent() {
        return bytesSent;
    }

    void sent(long bytes) {
        bytesSent += bytes;
    }

    void sentInAll(long bytes) {
        bytesSent = bytes;
    }

    /** Puts before a message which request it is about; a query may be secret. */
    String describe(String message) {
        return url == null ? message : method + " " + url.redacted() + ": " + message;
    }

    /** Names the answer, for who has forgotten it. */
    @Override
    public String toString() {
        return describe("response");
    }
}
