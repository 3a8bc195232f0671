package dev.rondo.http.client;

/**
 * Authorizes by Digest (RFC 7616): answers the server's challenge, and authorizes later requests to
 * the same place without waiting for one. MD5, SHA-256 and SHA-512-256, with and without {@code
 * -sess}; {@code qop} auth and none. aiohttp: {@code DigestAuthMiddleware}.
 *
 * {@snippet :
 * ClientOptions options = ClientOptions.defaults().withMiddleware(new DigestAuth("ada", password));
 * }
 */
public final class DigestAuth implements ClientMiddleware {
    /** Creates one for a user. */
    public DigestAuth(String user, String password) {}

    @Override
    public ClientResponse handle(ClientRequest request, Sender next) {
        throw new UnsupportedOperationException();
    }
}
