package dev.rondo.net;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.stream.ByteStream;
import java.io.IOException;
import java.util.Objects;

/**
 * Makes streams and events of descriptors that native code has opened, through {@code
 * java.lang.foreign} or JNI: the ends of {@code pipe2}, a pseudo-terminal, a {@code pidfd}, an
 * {@code inotify}. On Linux with the epoll or the io_uring poller; {@link #canWatch} says whether
 * the loop has one of them.
 *
 * <p>Each descriptor must be non-blocking and belongs to the loop from the call on: it is closed
 * with what the call returns, with the loop, and when the system refuses to watch it. A number that
 * is no descriptor, or another's, is the caller's mistake, and is not noticed. None of the calls
 * suspends.
 */
public final class NativeDescriptors {
    private NativeDescriptors() {}

    /** A descriptor that is watched. The loop's thread. */
    public interface Watch {
        /** Ends the watch and closes the descriptor. Does nothing when it has ended. */
        void end();
    }

    /** Returns whether the current loop can watch descriptors. */
    public static boolean canWatch() {
        return SocketPoller.of(Rondo.runningLoop()) instanceof EpollPoller;
    }

    /**
     * Makes the reading end of a pipe a stream.
     *
     * @param name what the pipe is, for messages
     * @throws UnsupportedOperationException if the loop cannot watch descriptors
     * @throws dev.rondo.stream.StreamException if the system cannot watch this one
     */
    public static ByteStream readPipe(int descriptor, Object name) {
        return new PipeStream(watch(descriptor, EpollDescriptor.Kind.PIPE, name), name, true);
    }

    /** Makes the writing end of a pipe a stream. See {@link #readPipe}. */
    public static ByteStream writePipe(int descriptor, Object name) {
        return new PipeStream(watch(descriptor, EpollDescriptor.Kind.PIPE, name), name, false);
    }

    /**
     * Makes the controlling side of a pseudo-terminal a stream, which is at its end when all have
     * closed the other side. See {@link #readPipe}.
     */
    public static ByteStream terminal(int descriptor, Object name) {
        return new TerminalStream(watch(descriptor, EpollDescriptor.Kind.TERMINAL, name), name);
    }

    /**
     * Has a callback run in the loop each time that a descriptor becomes readable, and once if it
     * is so now. Who does not read all that is there hears of it no more until something new comes.
     * See {@link #readPipe}.
     */
    public static Watch onReadable(int descriptor, Object name, Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        EpollPoller poller = poller(descriptor, name);
        try {
            WatchedDescriptor watched = new WatchedDescriptor(poller, descriptor, callback);
            poller.watch(watched);
            return watched;
        } catch (IOException e) {
            throw IoFailure.of("watch", name, e);
        }
    }

    private static Descriptor watch(int descriptor, EpollDescriptor.Kind kind, Object name) {
        try {
            return poller(descriptor, name).watch(descriptor, kind);
        } catch (IOException e) {
            throw IoFailure.of("watch", name, e);
        }
    }

    private static EpollPoller poller(int descriptor, Object name) {
        Objects.requireNonNull(name, "name");
        EventLoop loop = Rondo.runningLoop();
        if (descriptor < 0) {
            throw new IllegalArgumentException("A descriptor is not negative: " + descriptor);
        }
        if (SocketPoller.of(loop) instanceof EpollPoller poller) {
            return poller;
        }
        throw new UnsupportedOperationException(
                "The NIO poller cannot watch " + name + "\nUse the epoll poller of Linux");
    }
}
