package dev.rondo.http.server;

import dev.rondo.http.HttpException;
import dev.rondo.http.Status;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Lets pages of other origins read the answers (the Fetch standard, section 3.3). Without it
 * browsers do not; with it, only for the origins that are named.
 *
 * <p>It answers preflights itself, so it stands around an app; around a single route it would not
 * see them. It does not keep requests away: what other origins may not send is for the handlers to
 * check.
 *
 * {@snippet :
 * app.use(Cors.of("https://app.example").withCredentials().withHeaders("Content-Type"));
 * }
 */
public final class Cors implements Middleware {
    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/\\\\\\s,*?#@]+");

    private final Set<String> origins; // empty: any
    private String methods = "GET, HEAD, POST";
    private String headers = "";
    private String exposed = "";
    private boolean credentials;
    private Duration maxAge = Duration.ofMinutes(10);

    private Cors(Set<String> origins) {
        this.origins = origins;
    }

    private Cors with(Consumer<Cors> change) {
        Cors changed = new Cors(origins);
        changed.methods = methods;
        changed.headers = headers;
        changed.exposed = exposed;
        changed.credentials = credentials;
        changed.maxAge = maxAge;
        change.accept(changed);
        return changed;
    }

    /**
     * Returns one for some origins, for GET, HEAD and POST without credentials.
     *
     * @param origins as browsers send them: {@code https://app.example}, with a port that is not
     *     the scheme's own, without a path
     * @throws IllegalArgumentException if one is something else; {@code null}, the origin of files
     *     and sandboxes, is none
     */
    public static Cors of(String... origins) {
        Set<String> all = new LinkedHashSet<>(List.of(origins));
        for (String origin : all) {
            if (!ORIGIN.matcher(origin).matches()) {
                throw new IllegalArgumentException(
                        "Not an origin: "
                                + origin
                                + "\nWrite it as browsers send it, as https://app.example:8443");
            }
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("No origin is named\nFor all there is Cors.any()");
        }
        return new Cors(all);
    }

    /** Returns one for all origins, for GET, HEAD and POST; never with credentials. */
    public static Cors any() {
        return new Cors(Set.of());
    }

    /** Returns one for other methods. */
    public Cors withMethods(String... methods) {
        return with(c -> c.methods = String.join(", ", methods));
    }

    /** Returns one for requests with these fields, beside those that browsers always may send. */
    public Cors withHeaders(String... names) {
        return with(c -> c.headers = String.join(", ", names));
    }

    /** Returns one that shows pages these fields of answers. */
    public Cors withExposed(String... names) {
        return with(c -> c.exposed = String.join(", ", names));
    }

    /**
     * Returns one for requests with cookies and other credentials.
     *
     * @throws IllegalStateException if all origins are let in: then each of them could act as the
     *     user
     */
    public Cors withCredentials() {
        if (origins.isEmpty()) {
            throw new IllegalStateException(
                    "Credentials for any origin would let each page act as the user\n"
                            + "Name the origins: Cors.of(\"https://app.example\")");
        }
        return with(c -> c.credentials = true);
    }

    /** Returns one whose preflights are good for so long, in whole seconds; 10 min unless set. */
    public Cors withMaxAge(Duration maxAge) {
        if (maxAge.isNegative()) {
            throw new IllegalArgumentException("maxAge must not be negative, but is " + maxAge);
        }
        return with(c -> c.maxAge = maxAge);
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        String origin = request.header("Origin").orElse("");
        boolean allowed =
                !origin.isEmpty()
                        && (origins.isEmpty() || origins.contains(origin))
                        && request.headers().all("Origin").size() == 1;
        boolean isPreflight =
                !origin.isEmpty()
                        && request.method().equals("OPTIONS")
                        && request.headers().contains("Access-Control-Request-Method");
        if (isPreflight) {
            return preflight(origin, allowed);
        }
        return Answers.changed(
                request, next, response -> allowed ? shown(response, origin) : varying(response));
    }

    private Response preflight(String origin, boolean allowed) {
        if (!allowed) {
            Response refusal =
                    Answers.of(new HttpException(Status.FORBIDDEN, "The origin is not allowed"));
            return varying(refusal);
        }
        Response answer =
                origin(Response.noContent(), origin)
                        .plusHeader("Access-Control-Allow-Methods", methods)
                        .plusHeader(
                                "Access-Control-Max-Age", Long.toString(maxAge.toSeconds()));
        return headers.isEmpty()
                ? answer
                : answer.plusHeader("Access-Control-Allow-Headers", headers);
    }

    private Response shown(Response response, String origin) {
        Response shown = origin(response, origin);
        return exposed.isEmpty()
                ? shown
                : shown.withHeader("Access-Control-Expose-Headers", exposed);
    }

    private Response origin(Response response, String origin) {
        if (origins.isEmpty()) {
            return response.withHeader("Access-Control-Allow-Origin", "*");
        }
        Response named = response.withHeader("Access-Control-Allow-Origin", origin);
        return varying(
                credentials ? named.withHeader("Access-Control-Allow-Credentials", "true") : named);
    }

    /** The answer depends on who asks: else a cache gives one origin's to another. */
    private Response varying(Response response) {
        return origins.isEmpty() ? response : Answers.varying(response, "Origin");
    }

    @Override
    public String toString() {
        return "<Cors " + (origins.isEmpty() ? "any" : origins) + ">";
    }
}
