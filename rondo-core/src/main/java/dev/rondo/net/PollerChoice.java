package dev.rondo.net;

import dev.rondo.EventLoop;
import java.util.Locale;

/** Which poller watches sockets: the best that works here, or what {@code -Drondo.poller} asks for. */
final class PollerChoice {
    private PollerChoice() {}

    static SocketPoller create(EventLoop loop) {
        String forced = System.getProperty("rondo.poller", "").toLowerCase(Locale.ROOT);
        return switch (forced) {
            case "", "nio" -> new NioPoller(loop);
            default ->
                    throw new IllegalStateException(
                            "-Drondo.poller=" + forced + " names no poller; it can be nio");
        };
    }
}
