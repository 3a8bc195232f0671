package dev.rondo.net;

import dev.rondo.EventLoop;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/** Which poller watches sockets: the best that works here, or what {@code -Drondo.poller} asks for. */
final class PollerChoice {
    private static final AtomicBoolean REPORTED = new AtomicBoolean();

    private PollerChoice() {}

    static SocketPoller create(EventLoop loop) {
        String forced = System.getProperty("rondo.poller", "").toLowerCase(Locale.ROOT);
        return switch (forced) {
            case "nio" -> new NioPoller(loop);
            case "epoll" -> epoll(loop);
            case "" -> System.getProperty("os.name").equals("Linux") ? epoll(loop) : new NioPoller(loop);
            default ->
                    throw new IllegalStateException(
                            "-Drondo.poller=" + forced + " names no poller; it can be nio or epoll");
        };
    }

    /** Returns the fast poller, or the other one where this JVM or this system does not let us. */
    private static SocketPoller epoll(EventLoop loop) {
        try {
            return new EpollPoller(loop);
        } catch (Exception | LinkageError e) { // no native access, a symbol missing, a call refused
            if (REPORTED.compareAndSet(false, true)) {
                System.getLogger("dev.rondo")
                        .log(
                                System.Logger.Level.WARNING,
                                "Rondo uses the NIO poller, since epoll cannot be had: "
                                        + (e.getCause() == null ? e : e.getCause())
                                        + "\nAllow it with --enable-native-access=ALL-UNNAMED,"
                                        + " or choose with -Drondo.poller=nio");
            }
            return new NioPoller(loop);
        }
    }
}
