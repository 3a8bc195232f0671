package dev.rondo.net;

import dev.rondo.Poller;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The pollers that watch sockets. A loop gets the best one that works here when its first socket is
 * opened, or what {@code -Drondo.poller=nio|epoll|uring} asks for; {@link
 * dev.rondo.LoopOptions#withPoller} chooses for one loop.
 *
 * {@snippet :
 * EventLoop loop = EventLoop.create(LoopOptions.defaults().withPoller(Pollers::nio));
 * println(loop.poller()); // nio poller
 * }
 */
public final class Pollers {
    private static final AtomicBoolean REPORTED = new AtomicBoolean();

    private Pollers() {}

    /** Returns a poller on the JDK's selectors, which works everywhere. */
    public static Poller nio() {
        return new NioPoller();
    }

    /**
     * Returns the fast poller of Linux: epoll and sockets through {@code java.lang.foreign}.
     *
     * @throws IllegalStateException if it cannot be had: another system, native access denied, a
     *     call refused
     */
    public static Poller epoll() {
        try {
            return newEpoll();
        } catch (Exception | LinkageError e) { // a symbol missing, access denied, a call refused
            throw new IllegalStateException(
                    "The epoll poller cannot be had: " + rootOf(e) + advice(), e);
        }
    }

    /**
     * Returns the io_uring poller of Linux 6.1 and later: as {@link #epoll}, but the kernel
     * receives for connections by itself, into memory shared with it. It is never chosen unasked:
     * it would have to measure better than epoll for few and for many connections, small and large
     * messages, and does not.
     *
     * @throws IllegalStateException if it cannot be had: another system, an older kernel, native
     *     access denied, a call refused by a seccomp filter or by {@code kernel.io_uring_disabled}
     */
    public static Poller uring() {
        try {
            checkLinux();
            return new UringPoller();
        } catch (Exception | LinkageError e) { // a symbol missing, access denied, a call refused
            throw new IllegalStateException(
                    "The io_uring poller cannot be had: " + rootOf(e) + advice(), e);
        }
    }

    private static SocketPoller newEpoll() throws IOException {
        checkLinux();
        return new EpollPoller();
    }

    private static void checkLinux() throws IOException {
        if (!isLinux()) {
            throw new IOException(
                    "this system is " + System.getProperty("os.name") + ", not Linux");
        }
    }

    private static boolean isLinux() {
        return System.getProperty("os.name").equals("Linux");
    }

    /** Returns what the property names, or the best one. */
    static SocketPoller chosen() {
        String forced = System.getProperty("rondo.poller", "").toLowerCase(Locale.ROOT);
        return switch (forced) {
            case "nio" -> new NioPoller();
            case "epoll" -> (SocketPoller) epoll();
            case "uring" -> (SocketPoller) uring();
            case "" -> isLinux() ? epollOrNio() : new NioPoller();
            default ->
                    throw new IllegalStateException(
                            "-Drondo.poller="
                                    + forced
                                    + " names no poller; it can be nio, epoll or uring");
        };
    }

    private static SocketPoller epollOrNio() {
        try {
            return newEpoll();
        } catch (Exception | LinkageError e) { // a symbol missing, access denied, a call refused
            if (REPORTED.compareAndSet(false, true)) {
                System.getLogger("dev.rondo")
                        .log(
                                System.Logger.Level.WARNING,
                                "Rondo uses the NIO poller, since epoll cannot be had: "
                                        + rootOf(e)
                                        + advice());
            }
            return new NioPoller();
        }
    }

    private static Throwable rootOf(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String advice() {
        Module own = Pollers.class.getModule();
        return "\n"
                + "Allow native access with --enable-native-access="
                + (own.isNamed() ? own.getName() : "ALL-UNNAMED")
                + ", or choose -Drondo.poller=nio";
    }
}
