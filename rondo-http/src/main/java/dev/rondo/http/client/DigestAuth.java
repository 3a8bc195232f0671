package dev.rondo.http.client;

import dev.rondo.http.Url;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Authorizes by Digest (RFC 7616): answers the server's challenge, and authorizes later requests to
 * the same origin without waiting for one. MD5, SHA-256 and SHA-512-256, with and without {@code
 * -sess}; {@code qop} auth and none; hashed user names. aiohttp: {@code DigestAuthMiddleware}.
 *
 * <p>It is for one origin: that of the first request it sees. Others, as where a redirect leads,
 * get nothing from it. For one loop.
 *
 * {@snippet :
 * ClientOptions options = ClientOptions.defaults().withMiddleware(new DigestAuth("ada", password));
 * }
 */
public final class DigestAuth implements ClientMiddleware {
    private final String user;
    private final String password;
    private final RandomGenerator random;
    private @Nullable Url origin;
    private @Nullable Digest digest; // what the server wanted last
    private int uses; // of its nonce

    /**
     * Creates one for a user.
     *
     * @throws IllegalArgumentException if the user's name has a control character
     */
    public DigestAuth(String user, String password) {
        this(user, password, new SecureRandom());
    }

    DigestAuth(String user, String password, RandomGenerator random) {
        if (user.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("The user's name has a control character");
        }
        this.user = user;
        this.password = Objects.requireNonNull(password, "password");
        this.random = random;
    }

    @Override
    public ClientResponse handle(ClientRequest request, Sender next) {
        Url bound = origin;
        if (bound == null) {
            origin = request.url();
        } else if (!bound.isSameOrigin(request.url())) {
            return next.send(request);
        }
        ClientRequest original = request.copy();
        Digest used = digest;
        authorize(request);
        ClientResponse response = next.send(request);
        if (response.status() != 401 || !original.payload().isRepeatable()) {
            return response;
        }
        Digest wanted = Digest.best(Challenge.parse(response.headers().all("WWW-Authenticate")));
        if (wanted == null || (used != null && used == digest && !wanted.replaces(used))) {
            return response; // it knows the user, and says no
        }
        digest = wanted;
        uses = 0;
        response.close();
        authorize(original);
        return next.send(original);
    }

    private void authorize(ClientRequest request) {
        Digest known = digest;
        if (known != null) {
            byte[] nonce = new byte[16];
            random.nextBytes(nonce);
            request.header(
                    "Authorization",
                    known.authorization(
                            user,
                            password,
                            request.method(),
                            request.url().target(),
                            ++uses,
                            HexFormat.of().formatHex(nonce)));
        }
    }

    /** Shows no password. */
    @Override
    public String toString() {
        return "<DigestAuth " + user + ">";
    }
}
