package dev.rondo.http.client;

import dev.rondo.http.Headers;
import dev.rondo.http.MalformedException;
import dev.rondo.http.Url;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What a redirect leads to (RFC 9110, section 15.4). Credentials stay with the origin they were
 * given for, and do not come back when a later redirect does.
 */
final class Redirects {
    /** What an origin must not learn from another one. */
    private static final List<String> CREDENTIALS =
            List.of("Authorization", "Cookie", "Proxy-Authorization", "Host", "Origin");

    private static final List<String> OF_BODY =
            List.of(
                    "Content-Encoding",
                    "Content-Language",
                    "Content-Length",
                    "Content-Location",
                    "Content-Type",
                    "Transfer-Encoding");

    private Redirects() {}

    /** Returns where an answer leads; nothing if it is no redirect or does not say. */
    static Optional<String> location(int status, Headers headers) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> headers.first("Location").map(Redirects::text);
            default -> Optional.empty();
        };
    }

    /** Some servers send UTF-8, which fields are not. */
    private static String text(String latin1) {
        byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return latin1;
        }
    }

    /**
     * Returns the URL that is next; it inherits the fragment (RFC 9110, section 10.2.2).
     *
     * @throws InvalidUrlException if it is none that can be requested
     */
    static Url next(Url from, String location, Progress progress) {
        try {
            Url to = from.resolve(location);
            return to.fragment().isPresent() || from.fragment().isEmpty()
                    ? to
                    : to.withFragment(from.fragment().get());
        } catch (MalformedException e) {
            throw new InvalidUrlException(
                    "the server redirects to what is no URL: " + e.getMessage(), e, progress);
        }
    }

    /**
     * Returns the request that follows a redirect.
     *
     * @throws BodyNotRepeatableException if the body has to be sent again and cannot be
     */
    static ClientRequest follow(ClientRequest request, int status, Url next, Progress progress) {
        boolean becomesGet = becomesGet(request.method(), status);
        ClientRequest following =
                request.copyTo(becomesGet ? "GET" : request.method(), next.withoutUserInfo());
        if (becomesGet) {
            following.dropPayload();
            OF_BODY.forEach(following::withoutHeader);
        } else if (!request.payload().isRepeatable()) {
            throw new BodyNotRepeatableException(
                    "the server redirects with "
                            + status
                            + ", but the body can be made only once"
                            + "\nPayload.Stream can say that it is repeatable",
                    null,
                    progress);
        }
        if (!request.url().isSameOrigin(next)) {
            CREDENTIALS.forEach(following::withoutHeader);
            following.dropCookies();
        }
        if (next.userInfo().isPresent()) {
            following.basicAuth(next.user().orElse(""), next.password().orElse(""));
        }
        return following;
    }

    /** As browsers do, and the RFC has come to allow. */
    private static boolean becomesGet(String method, int status) {
        return switch (status) {
            case 301, 302 -> method.equals("POST");
            case 303 -> !method.equals("HEAD") && !method.equals("GET");
            default -> false;
        };
    }
}
