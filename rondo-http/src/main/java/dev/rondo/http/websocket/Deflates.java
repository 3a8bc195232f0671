package dev.rondo.http.websocket;

import dev.rondo.http.wire.DeflateTerms;
import java.util.Optional;

/** The wire's word for what options say of compression. */
final class Deflates {
    private Deflates() {}

    static Optional<DeflateTerms> of(WebSocketOptions options) {
        return options.compress()
                .map(c -> new DeflateTerms(!c.serverKeepsContext(), !c.clientKeepsContext()));
    }
}
