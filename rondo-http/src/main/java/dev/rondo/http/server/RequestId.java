package dev.rondo.http.server;

import dev.rondo.ContextVar;
import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.http.Headers;
import dev.rondo.http.Key;
import dev.rondo.http.Payload;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Gives each request an id, for logs: as a value of the request, in a context variable that the
 * handler's tasks inherit, and in a field of the answer.
 *
 * {@snippet :
 * app.use(RequestId.standard());
 * // anywhere below a handler:
 * log("[" + RequestId.current().orElse("-") + "] order saved");
 * }
 */
public final class RequestId implements Middleware {
    /** The id, as a value of the request. */
    public static final Key<String> KEY = Key.of("request id");

    private static final ContextVar<String> CURRENT = ContextVar.of("request id");
    private static final int LONGEST = 64; // of those that are taken over

    private String field = "X-Request-ID";
    private boolean accepts;
    private Supplier<String> source = RequestId::draw;

    private RequestId() {}

    private RequestId with(Consumer<RequestId> change) {
        RequestId changed = new RequestId();
        changed.field = field;
        changed.accepts = accepts;
        changed.source = source;
        change.accept(changed);
        return changed;
    }

    /** Returns one that draws ids of 32 hexadecimal digits, for {@code X-Request-ID}. */
    public static RequestId standard() {
        return new RequestId();
    }

    /** Returns the id of the request that this task, or the one that made it, answers. */
    public static Optional<String> current() {
        return CURRENT.find();
    }

    /**
     * Returns one with another field.
     *
     * @throws IllegalArgumentException if it is no name of a field
     */
    public RequestId withField(String name) {
        Headers.of(name, "");
        return with(r -> r.field = name);
    }

    /**
     * Returns one that takes over the id that a request brings, if it has one of at most 64
     * letters, digits, {@code -}, {@code _} and {@code .}: behind a proxy that sets it.
     */
    public RequestId withAccepted() {
        return with(r -> r.accepts = true);
    }

    /** Returns one with another source of ids, as a counter in a test. */
    public RequestId withSource(Supplier<String> source) {
        Objects.requireNonNull(source, "source");
        return with(r -> r.source = source);
    }

    private static String draw() {
        EventLoop loop = Rondo.runningLoop();
        StringBuilder id = new StringBuilder(32);
        for (int i = 0; i < 4; i++) {
            long bits = loop.draw(1L << 32);
            for (int shift = 28; shift >= 0; shift -= 4) {
                id.append(Character.forDigit((int) (bits >>> shift) & 15, 16));
            }
        }
        return id.toString();
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        Optional<String> brought = accepts ? request.header(field) : Optional.empty();
        String id = brought.filter(RequestId::isPlain).orElseGet(source);
        request.set(KEY, id);
        var token = CURRENT.set(id);
        try {
            return Answers.changed(request, next, answer -> named(answer, id));
        } finally {
            CURRENT.reset(token);
        }
    }

    private Response named(Response answer, String id) {
        Response named = answer.withHeader(field, id);
        if (answer.payload() instanceof Payload.Stream stream) { // runs when this has returned
            return named.withPayload(
                    new Payload.Stream(
                            stream.length(),
                            stream.isRepeatable(),
                            out -> {
                                var token = CURRENT.set(id);
                                try {
                                    stream.source().writeTo(out);
                                } finally {
                                    CURRENT.reset(token);
                                }
                            }));
        }
        return named;
    }

    private static boolean isPlain(String id) {
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean plain =
                    (c >= '0' && c <= '9')
                            || (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || "-_.".indexOf(c) >= 0;
            if (!plain) {
                return false;
            }
        }
        return !id.isEmpty() && id.length() <= LONGEST;
    }

    @Override
    public String toString() {
        return "<RequestId " + field + ">";
    }
}
