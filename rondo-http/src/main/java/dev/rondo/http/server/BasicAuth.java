package dev.rondo.http.server;

import dev.rondo.http.Headers;
import dev.rondo.http.HttpException;
import dev.rondo.http.Key;
import dev.rondo.http.Status;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Lets only those in who send a name and a password (RFC 7617); 401 to the others. Over plain HTTP
 * everybody on the way reads the password.
 *
 * {@snippet :
 * admin.use(BasicAuth.of("Administration", "ada", System.getenv("ADMIN_PASSWORD")));
 * admin.get("/", request -> Response.text("hello " + request.get(BasicAuth.USER)));
 * }
 */
public final class BasicAuth implements Middleware {
    /** The name of the user that was let in. */
    public static final Key<String> USER = Key.of("user");

    private static final String SCHEME = "Basic ";

    private final Headers challenge;
    private final PasswordCheck check;

    private record Credentials(String user, String password) {}

    private BasicAuth(String realm, PasswordCheck check) {
        String quoted = realm.replace("\\", "\\\\").replace("\"", "\\\"");
        this.challenge =
                Headers.of(
                        "WWW-Authenticate", "Basic realm=\"" + quoted + "\", charset=\"UTF-8\"");
        this.check = Objects.requireNonNull(check, "check");
    }

    /**
     * Returns one for a single user. The time it takes does not tell how much of a guess is right.
     *
     * @param realm what the browser says that the password is for; Latin-1
     */
    public static BasicAuth of(String realm, String user, String password) {
        return of(realm, Map.of(user, password));
    }

    /** Like {@link #of(String, String, String)}, for users with their passwords. */
    public static BasicAuth of(String realm, Map<String, String> users) {
        Map<String, byte[]> digests = new LinkedHashMap<>();
        users.forEach((user, password) -> digests.put(user, digest(password)));
        byte[] nobody = new byte[32]; // no password has this digest
        return checking(
                realm,
                (user, password) ->
                        MessageDigest.isEqual(
                                digests.getOrDefault(user, nobody), digest(password)));
    }

    /** Returns one whose users somebody else knows. */
    public static BasicAuth checking(String realm, PasswordCheck check) {
        return new BasicAuth(realm, check);
    }

    /** Of one length, so that the comparison does not tell the password's. */
    private static byte[] digest(String password) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return sha.digest(password.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every JDK has SHA-256", e);
        }
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        Optional<Credentials> sent = request.header("Authorization").flatMap(BasicAuth::parse);
        if (sent.isEmpty() || !check.isValid(sent.get().user(), sent.get().password())) {
            throw new HttpException(
                    Status.UNAUTHORIZED, Status.reason(Status.UNAUTHORIZED), challenge);
        }
        request.set(USER, sent.get().user());
        return next.handle(request);
    }

    private static Optional<Credentials> parse(String field) {
        if (!field.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(field.substring(SCHEME.length()).strip());
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            int colon = text.indexOf(':');
            return colon < 0 || text.chars().anyMatch(Character::isISOControl)
                    ? Optional.empty()
                    : Optional.of(
                            new Credentials(text.substring(0, colon), text.substring(colon + 1)));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "<BasicAuth " + challenge.value(0) + ">";
    }
}
