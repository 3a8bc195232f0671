package dev.rondo.http.server;

import dev.rondo.http.Form;
import dev.rondo.http.Key;
import dev.rondo.http.SameSite;
import dev.rondo.http.SetCookie;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Sessions that the clients keep, in a signed cookie: the server stores nothing. A client can read
 * its session but not change it (HMAC-SHA256); it can bring an older one again, until that has
 * expired. So there is no way to end a session from here, but by another key.
 *
 * <p>The cookie is {@code HttpOnly}, {@code SameSite=Lax}, and {@code Secure} on secure
 * connections: behind a proxy that ends TLS put {@link Forwarded} around it.
 *
 * {@snippet :
 * app.use(Sessions.signedBy(Files.readAllBytes(Path.of("session.key")))); // 32 random bytes
 * app.post("/login", request -> {
 *     Sessions.of(request).set("user", check(request.body().form()));
 *     return Response.seeOther("/");
 * });
 * app.get("/", request ->
 *         Response.text("hello " + Sessions.of(request).find("user").orElse("stranger")));
 * }
 */
public final class Sessions implements Middleware {
    private static final Key<Loaded> KEY = Key.of("session");
    private static final int SHORTEST_KEY = 32; // bytes: as long as the signature
    private static final int MAC_LENGTH = 43; // characters of base64 without padding
    private static final Duration SLACK = Duration.ofMinutes(1); // of clocks of several servers

    private List<byte[]> keys;
    private String name = "session";
    private Duration lifetime = Duration.ofDays(14);
    private boolean secure;
    private InstantSource clock = InstantSource.system();

    private Sessions(List<byte[]> keys) {
        this.keys = keys;
    }

    private Sessions with(Consumer<Sessions> change) {
        Sessions changed = new Sessions(keys);
        changed.name = name;
        changed.lifetime = lifetime;
        changed.secure = secure;
        changed.clock = clock;
        change.accept(changed);
        return changed;
    }

    /**
     * Returns sessions that are signed by a key, and last for 14 days after the last visit.
     *
     * @param key at least 32 random bytes, kept secret and the same for all servers of a site
     * @throws IllegalArgumentException if it is shorter
     */
    public static Sessions signedBy(byte[] key) {
        return new Sessions(List.of(checked(key)));
    }

    private static byte[] checked(byte[] key) {
        if (key.length < SHORTEST_KEY) {
            throw new IllegalArgumentException(
                    "A key must have at least 32 bytes, but this has "
                            + key.length
                            + "\nDraw one by: head -c 32 /dev/urandom > session.key");
        }
        return key.clone();
    }

    /**
     * Returns these that also take what an older key has signed, and sign it anew: a new key is
     * brought in so, and the older one left out when a lifetime is over.
     */
    public Sessions withOlderKey(byte[] key) {
        List<byte[]> all = new ArrayList<>(keys);
        all.add(checked(key));
        return with(s -> s.keys = List.copyOf(all));
    }

    /**
     * Returns these with another name of the cookie; {@code session} unless set.
     *
     * @throws dev.rondo.http.MalformedException if it is no token
     */
    public Sessions withName(String name) {
        SetCookie.of(name, "");
        return with(s -> s.name = name);
    }

    /** Returns these with another time until a session that nobody uses has expired; 1 s or more. */
    public Sessions withLifetime(Duration lifetime) {
        if (lifetime.toSeconds() < 1) {
            throw new IllegalArgumentException("lifetime must be 1 s or more, but is " + lifetime);
        }
        return with(s -> s.lifetime = lifetime);
    }

    /** Returns these whose cookie is for secure connections alone, whatever this one is. */
    public Sessions withSecure() {
        return with(s -> s.secure = true);
    }

    /** Returns these with another source of the time. */
    public Sessions withClock(InstantSource clock) {
        Objects.requireNonNull(clock, "clock");
        return with(s -> s.clock = clock);
    }

    /**
     * Returns the session of a request; an empty one if it has none that is good.
     *
     * @throws java.util.NoSuchElementException if no {@link Sessions} stands around the handler
     */
    public static Session of(Request request) {
        return request.get(KEY).session();
    }

    // ---- Around a handler

    /** The session of a request; not looked at until somebody asks for it. */
    private static final class Loaded {
        private final Sessions sessions;
        private final Request request;
        private Optional<Session> session = Optional.empty();
        private boolean isDue; // to be signed anew: half of its life is over, or its key is old

        Loaded(Sessions sessions, Request request) {
            this.sessions = sessions;
            this.request = request;
        }

        Session session() {
            if (session.isEmpty()) {
                session = Optional.of(sessions.load(this));
            }
            return session.get();
        }
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        Loaded loaded = new Loaded(this, request);
        request.set(KEY, loaded);
        return Answers.changed(request, next, response -> kept(loaded, response));
    }

    private Response kept(Loaded loaded, Response response) {
        if (loaded.session.isEmpty()) {
            return response; // the answer does not depend on it
        }
        Session session = loaded.session.get();
        session.seal();
        Response varying = Answers.varying(response, "Cookie");
        boolean isWritten = session.isChanged() || (loaded.isDue && !session.isEmpty());
        if (!isWritten) {
            return varying;
        }
        Response own =
                varying.headers().contains("Cache-Control")
                        ? varying
                        : varying.withHeader("Cache-Control", "private");
        boolean isSecure = secure || loaded.request.scheme().equals("https");
        SetCookie cookie =
                session.isEmpty()
                        ? SetCookie.deletionOf(name)
                        : SetCookie.of(name, sign(session)).withMaxAge(lifetime);
        SetCookie plain = cookie.withPath("/").withHttpOnly().withSameSite(SameSite.LAX);
        return own.withCookie(isSecure ? plain.withSecure() : plain);
    }

    // ---- The cookie: signature.second.fields

    private String sign(Session session) {
        Form.Builder fields = Form.builder();
        session.values().forEach(fields::add);
        String content = clock.instant().getEpochSecond() + "." + fields.build().format();
        return mac(keys.getFirst(), content) + "." + content;
    }

    private String mac(byte[] key, String content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(name.getBytes(StandardCharsets.UTF_8)); // no cookie stands for another
            mac.update((byte) 0);
            byte[] signature = mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("Every JDK has HMAC-SHA256", e);
        }
    }

    private Session load(Loaded loaded) {
        for (var cookie : loaded.request.cookies()) {
            if (cookie.name().equals(name)) {
                Optional<Session> session = load(cookie.value(), loaded);
                if (session.isPresent()) {
                    return session.get();
                }
            }
        }
        return new Session(Map.of(), true);
    }

    private Optional<Session> load(String value, Loaded loaded) {
        if (value.length() <= MAC_LENGTH || value.charAt(MAC_LENGTH) != '.') {
            return Optional.empty();
        }
        String content = value.substring(MAC_LENGTH + 1);
        int signer = signer(value.substring(0, MAC_LENGTH), content);
        int dot = content.indexOf('.');
        if (signer < 0 || dot < 0) {
            return Optional.empty();
        }
        // Signed by this program, so it can be read.
        Duration age =
                Duration.ofSeconds(
                        clock.instant().getEpochSecond()
                                - Long.parseLong(content.substring(0, dot)));
        if (age.compareTo(lifetime) >= 0 || age.compareTo(SLACK.negated()) < 0) {
            return Optional.empty();
        }
        loaded.isDue = signer > 0 || age.multipliedBy(2).compareTo(lifetime) >= 0;
        Map<String, String> values = new LinkedHashMap<>();
        Form.parse(content.substring(dot + 1)).forEach(f -> values.put(f.name(), f.value()));
        return Optional.of(new Session(values, false));
    }

    /** Returns which key has signed it; -1: none. */
    private int signer(String signature, String content) {
        byte[] sent = signature.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < keys.size(); i++) {
            byte[] right = mac(keys.get(i), content).getBytes(StandardCharsets.UTF_8);
            if (MessageDigest.isEqual(right, sent)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return "<Sessions " + name + " " + lifetime + " keys=" + keys.size() + ">";
    }
}
