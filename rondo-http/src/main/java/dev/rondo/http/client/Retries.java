package dev.rondo.http.client;

import dev.rondo.RetryOptions;
import dev.rondo.Rondo;
import dev.rondo.http.HttpDate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends a request again as a {@link RetryPolicy} says. */
final class Retries {
    /** An answer that is worth another attempt. */
    private static final class Again extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Again(int status) {
            super("answered " + status, null, false, false);
        }
    }

    private final Client client;
    private final RetryPolicy policy;
    private final boolean mayRepeat;
    private int made; // attempts
    private Duration notBefore = Duration.ZERO; // loop time

    Retries(Client client, RetryPolicy policy, ClientRequest request) {
        this.client = client;
        this.policy = policy;
        this.mayRepeat =
                request.payload().isRepeatable()
                        && (policy.anyMethod() || Methods.isIdempotent(request.method()));
    }

    ClientResponse run(Supplier<ClientResponse> exchange) {
        if (!mayRepeat) {
            return exchange.get();
        }
        RetryOptions options =
                RetryOptions.when(Retries::isWorthIt)
                        .withAttempts(policy.attempts())
                        .withDelays(policy.firstDelay(), policy.maxDelay());
        return Rondo.retry(options, () -> attempt(exchange));
    }

    private static boolean isWorthIt(Exception failure) {
        return failure instanceof Again
                || failure instanceof ClientConnectException
                || failure instanceof ServerDisconnectedException;
    }

    private ClientResponse attempt(Supplier<ClientResponse> exchange) {
        Duration early = notBefore.minus(client.loop().time());
        if (made > 0 && early.isPositive()) {
            Rondo.sleep(early); // behind the pause
        }
        made++;
        ClientResponse response = exchange.get();
        if (made >= policy.attempts() || !policy.statuses().contains(response.status())) {
            return response;
        }
        Duration asked = retryAfter(response);
        if (asked != null) {
            if (asked.compareTo(policy.maxRetryAfter()) > 0) {
                return response;
            }
            notBefore = client.loop().time().plus(asked);
        }
        response.close();
        throw new Again(response.status());
    }

    /** Returns how long the server asks to wait: seconds or a date (RFC 9110, section 10.2.3). */
    private @Nullable Duration retryAfter(ClientResponse response) {
        Optional<String> field = response.headers().first("Retry-After");
        if (field.isEmpty()) {
            return null;
        }
        String value = field.get();
        if (value.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        Instant now = client.options().clock().instant();
        return HttpDate.tryParse(value)
                .map(date -> Duration.between(now, date))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
                .orElse(null);
    }
}
