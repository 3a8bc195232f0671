package dev.rondo.http.server;

import dev.rondo.http.Url;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A route of an app: what it matches, its handler, and what is special about it. */
public final class Route {
    private final App app;
    private final String method;
    private final PathPattern pattern;
    private final Handler handler;
    private final List<Middleware> middlewares = new ArrayList<>();
    private @Nullable String name;
    private long maxBody = -1; // the app's

    Route(App app, String method, PathPattern pattern, Handler handler) {
        this.app = app;
        this.method = method;
        this.pattern = pattern;
        this.handler = handler;
    }

    /** Returns the method; {@code *} for all. */
    public String method() {
        return method;
    }

    /** Returns the pattern of the path, without the prefix of a mount. */
    public String pattern() {
        return pattern.text();
    }

    PathPattern path() {
        return pattern;
    }

    Handler handler() {
        return handler;
    }

    /** Returns the name, for {@link App#url}. */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /**
     * Names the route.
     *
     * @return this
     * @throws IllegalArgumentException if the app has a route of this name
     */
    public Route named(String name) {
        app.name(name, this);
        this.name = name;
        return this;
    }

    /**
     * Sets how many bytes of a request's body are taken whole at most, in place of the app's limit.
     *
     * @param bytes not negative
     * @return this
     */
    public Route maxBody(long bytes) {
        app.checkOpen();
        if (bytes < 0) {
            throw new IllegalArgumentException("maxBody must not be negative, but is " + bytes);
        }
        maxBody = bytes;
        return this;
    }

    OptionalLong maxBody() {
        return maxBody < 0 ? OptionalLong.empty() : OptionalLong.of(maxBody);
    }

    /**
     * Puts a middleware around this route alone, inside of the app's.
     *
     * @return this
     */
    public Route use(Middleware middleware) {
        app.checkOpen();
        middlewares.add(middleware);
        return this;
    }

    List<Middleware> middlewares() {
        return middlewares;
    }

    /** Puts values into the pattern. */
    String build(Object... values) {
        List<String> names = pattern.names();
        if (values.length != names.size()) {
            throw new IllegalArgumentException(
                    pattern + " needs " + names.size() + " values, but there are " + values.length);
        }
        StringBuilder path = new StringBuilder();
        int next = 0;
        for (PathPattern.Segment segment : pattern.segments()) {
            path.append('/');
            switch (segment) {
                case PathPattern.Literal literal -> path.append(Url.encodeSegment(literal.text()));
                case PathPattern.Whole _ -> path.append(Url.encodeSegment(text(values[next++])));
                case PathPattern.Rest _ -> path.append(encodeRest(text(values[next++])));
                case PathPattern.Mixed mixed -> {
                    path.append(Url.encodeSegment(mixed.fill(values, next)));
                    next += mixed.groups();
                }
            }
        }
        return path.toString();
    }

    private static String text(Object value) {
        String text = value.toString();
        if (text.isEmpty() || text.equals(".") || text.equals("..")) {
            throw new IllegalArgumentException("Not a segment of a path: \"" + text + "\"");
        }
        return text;
    }

    private static String encodeRest(String rest) {
        List<String> parts = new ArrayList<>();
        for (String part : rest.split("/", -1)) {
            parts.add(Url.encodeSegment(part));
        }
        return String.join("/", parts);
    }

    @Override
    public String toString() {
        return "<Route " + method + " " + pattern + ">";
    }
}
