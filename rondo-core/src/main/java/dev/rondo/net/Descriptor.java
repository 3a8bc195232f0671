package dev.rondo.net;

import dev.rondo.EventLoop;
import dev.rondo.Future;
import dev.rondo.Poller;
import dev.rondo.Rondo;
import dev.rondo.struct.Linked;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A non-blocking socket, and the tasks that wait for it: at most one to read (or accept) and one to
 * write (or connect).
 *
 * <p>Interest in reading stays armed after a wait, since the same task will wait again: an echo
 * then needs no system call to change it. Only when the socket becomes readable and nobody waits is
 * it taken back.
 */
abstract class Descriptor extends Linked.Member {
    private final EventLoop loop;
    private @Nullable Future<@Nullable Void> reader;
    private @Nullable Future<@Nullable Void> writer;
    private boolean closed;

    Descriptor() {
        this.loop = Rondo.runningLoop();
    }

    final EventLoop loop() {
        return loop;
    }

    final boolean isClosed() {
        return closed;
    }

    /**
     * Refuses calls from elsewhere: the system's memory for calls is shared by a loop's sockets.
     */
    final void checkThread(String operation) {
        loop.checkThread(operation);
    }

    final boolean hasReader() {
        return reader != null;
    }

    final boolean hasWriter() {
        return writer != null;
    }

    /** Suspends until it may be readable, or is closed. */
    final void awaitReadable() throws IOException {
        if (closed) {
            return;
        }
        Future<@Nullable Void> waiting = loop.createFuture();
        reader = waiting; // before arming, which may suspend: the JDK takes locks
        try {
            if (armRead()) {
                waiting.await();
            }
        } finally {
            reader = null;
        }
    }

    /** Suspends until it may be writable, or is closed. */
    final void awaitWritable() throws IOException {
        if (closed) {
            return;
        }
        Future<@Nullable Void> waiting = loop.createFuture();
        writer = waiting;
        try {
            if (armWrite()) {
                waiting.await();
            }
        } finally {
            writer = null;
        }
    }

    /** The poller says that it is readable; returns whether somebody waited for it. */
    boolean readable(Poller.Sink sink) {
        return wake(reader, sink);
    }

    /** The poller says that it is writable; returns whether somebody waited for it. */
    boolean writable(Poller.Sink sink) {
        return wake(writer, sink);
    }

    private static boolean wake(@Nullable Future<@Nullable Void> waiting, Poller.Sink sink) {
        if (waiting == null || waiting.done()) { // done: its task was cancelled and has not run yet
            return false;
        }
        sink.finish(waiting, null);
        return true;
    }

    /** Closes the socket and wakes who waits for it. */
    final void close() {
        if (!closed) {
            checkThread("close() of a socket");
            closed = true;
            release();
            wakeNow(reader);
            wakeNow(writer);
        }
    }

    /** Its loop is closed: nobody waits any more. */
    final void closeWithLoop() {
        closed = true;
        release();
    }

    /** Somebody else closed the socket: ends the waits. Loop thread, during a poll. */
    final void lost(Poller.Sink sink) {
        closed = true;
        wake(reader, sink);
        wake(writer, sink);
    }

    private static void wakeNow(@Nullable Future<@Nullable Void> waiting) {
        if (waiting != null && !waiting.done()) {
            waiting.setResult(null);
        }
    }

    /** Lets the poller watch for reading; returns false when there is no need to wait. */
    abstract boolean armRead() throws IOException;

    /** Lets the poller watch for writing once; returns false when there is no need to wait. */
    abstract boolean armWrite() throws IOException;

    /** Returns how many bytes were read, 0 when there is none now, -1 at the end. */
    abstract int read(ByteBuffer target) throws IOException;

    /** Returns how many bytes were written, 0 when there is no room now. */
    abstract int write(ByteBuffer source) throws IOException;

    /** Returns a file made ready to be sent by the system, or null if that cannot send it. */
    abstract @Nullable FileFeed feed(FileTransfer file) throws IOException;

    /** Ends the outgoing direction. */
    abstract void shutdownOutput() throws IOException;

    /** Lets a close reset the connection instead of delivering what is left. */
    abstract void resetOnClose() throws IOException;

    /** Returns whether the connection is there; throws what made it fail. */
    abstract boolean finishConnect() throws IOException;

    /** Returns the next connection, or null when there is none now. */
    abstract @Nullable Descriptor accept() throws IOException;

    /**
     * Receives a datagram into a buffer and returns who sent it, or null when there is none now.
     */
    abstract @Nullable SocketAddress receive(ByteBuffer target) throws IOException;

    /**
     * Sends a datagram; to the connected peer when the address is null. Returns false when there is
     * no room now.
     */
    abstract boolean send(ByteBuffer source, @Nullable SocketAddress to) throws IOException;

    /** Returns the interface with a name. */
    static NetworkInterface named(String interfaceName) throws IOException {
        NetworkInterface found = NetworkInterface.getByName(interfaceName);
        if (found == null) {
            throw new IllegalArgumentException("There is no network interface " + interfaceName);
        }
        return found;
    }

    /** Joins or leaves a multicast group. */
    abstract void membership(InetAddress group, NetworkInterface on, boolean join)
            throws IOException;

    abstract SocketAddress localAddress() throws IOException;

    abstract @Nullable SocketAddress remoteAddress() throws IOException;

    /** Gives the system's socket back. */
    abstract void release();

    /** Shows its addresses, for reports of what was left open. */
    @Override
    public final String toString() {
        if (closed) {
            return "<socket closed>";
        }
        try {
            SocketAddress remote = remoteAddress();
            return "<socket " + localAddress() + (remote == null ? "" : " to " + remote) + ">";
        } catch (IOException e) {
            return "<socket, whose address is not known>";
        }
    }
}
