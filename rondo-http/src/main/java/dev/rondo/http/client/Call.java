package dev.rondo.http.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One {@code send()} with all its exchanges: what redirects and retries have in common. */
final class Call {
    private final Client client;
    private final Tracer tracer;
    private final long totalAt; // loop time; NEVER for no limit
    private final List<Redirect> history = new ArrayList<>(0);

    Call(Client client, ClientRequest request) {
        this.client = client;
        this.tracer = Tracer.of(client.options().tracings(), request.method(), request.url());
        this.totalAt = deadline(client, request.timeouts().total().orElse(null));
    }

    private static long deadline(Client client, @Nullable Duration limit) {
        return limit == null
                ? PooledConnection.NEVER
                : Limits.deadline(client.loop().passNanos(), limit);
    }

    Client client() {
        return client;
    }

    Tracer tracer() {
        return tracer;
    }

    long totalAt() {
        return totalAt;
    }

    List<Redirect> history() {
        return history;
    }
}
