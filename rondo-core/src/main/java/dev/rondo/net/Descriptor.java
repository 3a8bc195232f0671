package dev.rondo.net;

import dev.rondo.EventLoop;
import dev.rondo.Parking;
import dev.rondo.Poller;
import dev.rondo.Rondo;
import dev.rondo.struct.Linked;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
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
    private final Parking reader;
    private @Nullable Parking writer; // made at the first wait: most writes find room
    private boolean readerInside; // in its wait: from before it arms until it has run again
    private boolean writerInside;
    private boolean readerArming; // taken back by what becomes ready meanwhile
    private boolean writerArming;
    private boolean closed;
    private @Nullable Runnable onHangUp;
    private Unclosed.@Nullable Owner owner;

    /**
     * Creates one of the current loop.
     *
     * @param reading what a task that waits to read does, before the text of this in a sentence
     */
    Descriptor(String reading) {
        this.loop = Rondo.runningLoop();
        this.reader = new Parking(reading, this);
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

    /** Returns whether a task is in {@link #awaitReadable}, maybe woken already. */
    final boolean hasReader() {
        return readerInside;
    }

    /** Returns whether a task is in {@link #awaitWritable}, maybe woken already. */
    final boolean hasWriter() {
        return writerInside;
    }

    /** Returns whether a task waits to read and has not been woken. */
    final boolean readerWaits() {
        return !reader.isEmpty();
    }

    /** Returns whether a task waits to write and has not been woken. */
    final boolean writerWaits() {
        Parking waiting = writer;
        return waiting != null && !waiting.isEmpty();
    }

    /** Suspends until it may be readable, or is closed. */
    final void awaitReadable() throws IOException {
        if (closed) {
            return;
        }
        readerInside = true;
        readerArming = true;
        try {
            boolean mustWait = armRead(); // may suspend: the JDK takes locks
            if (mustWait && readerArming) {
                readerArming = false;
                reader.await();
            }
        } finally {
            readerInside = false;
            readerArming = false;
        }
    }

    /** Suspends until it may be writable, or is closed. */
    final void awaitWritable() throws IOException {
        Parking waiting = writer;
        if (waiting == null) {
            waiting = new Parking("write of", this);
            writer = waiting;
        }
        awaitWritable(waiting);
    }

    /** Suspends until the attempt to connect may have come to its end, or it is closed. */
    final void awaitConnected() throws IOException {
        Parking waiting = new Parking("connect to", this);
        writer = waiting;
        try {
            awaitWritable(waiting);
        } finally {
            writer = null;
        }
    }

    private void awaitWritable(Parking waiting) throws IOException {
        if (closed) {
            return;
        }
        writerInside = true;
        writerArming = true;
        try {
            boolean mustWait = armWrite();
            if (mustWait && writerArming) {
                writerArming = false;
                waiting.await();
            }
        } finally {
            writerInside = false;
            writerArming = false;
        }
    }

    /** The poller says that it is readable; returns whether somebody waited for it. */
    boolean readable(Poller.Sink sink) {
        return wakeReader();
    }

    /** The poller says that it is writable; returns whether somebody waited for it. */
    boolean writable(Poller.Sink sink) {
        return wakeWriter();
    }

    private boolean wakeReader() {
        if (readerArming) {
            readerArming = false;
            return true;
        }
        return reader.wakeOne();
    }

    private boolean wakeWriter() {
        if (writerArming) {
            writerArming = false;
            return true;
        }
        Parking waiting = writer;
        return waiting != null && waiting.wakeOne();
    }

    // ---- The peer's leaving

    /** Has a callback run once when the peer has left, soon if it has. */
    final void onHangUp(Runnable callback) throws IOException {
        onHangUp = callback;
        if (hasHungUp()) {
            loop.callSoon(this::runOnHangUp);
        } else {
            watchForHangUp();
        }
    }

    final void removeOnHangUp() {
        onHangUp = null;
    }

    /** Returns whether somebody wants to hear of the peer's leaving. */
    final boolean hasOnHangUp() {
        return onHangUp != null;
    }

    /** The poller says that the peer has left. */
    final void hungUp(Poller.Sink sink) {
        if (onHangUp != null) {
            sink.callSoon(this::runOnHangUp);
        }
    }

    /** A read finds that the peer has left. */
    final void hungUp() {
        if (onHangUp != null) {
            loop.callSoon(this::runOnHangUp);
        }
    }

    private void runOnHangUp() {
        Runnable callback = onHangUp;
        onHangUp = null;
        if (callback != null && !closed) {
            callback.run();
        }
    }

    // ---- Closing

    /** It belongs to something that has to be closed. */
    final void owned(Unclosed.Owner by) {
        owner = by;
    }

    /** Nothing that has to be closed owns it any more. */
    final void disowned() {
        if (owner != null) {
            owner.clear();
            owner = null;
        }
    }

    /** Closes the socket and wakes who waits for it. */
    final void close() {
        if (!closed) {
            checkThread("close() of a socket");
            closed = true;
            disowned();
            release();
            wakeReader();
            wakeWriter();
        }
    }

    /** Its loop is closed: nobody waits any more. */
    final void closeWithLoop() {
        closed = true;
        release();
        reader.forgetAll();
        if (writer != null) {
            writer.forgetAll();
        }
    }

    /** Somebody else closed the socket: ends the waits. Loop thread, during a poll. */
    final void lost() {
        closed = true;
        wakeReader();
        wakeWriter();
    }

    /** Lets the poller watch for reading; returns false when there is no need to wait. */
    abstract boolean armRead() throws IOException;

    /** Lets the poller watch for writing once; returns false when there is no need to wait. */
    abstract boolean armWrite() throws IOException;

    /** Returns how many bytes were read, 0 when there is none now, -1 at the end. */
    abstract int read(ByteBuffer target) throws IOException;

    /** Returns how many bytes were written, 0 when there is no room now. */
    abstract int write(ByteBuffer source) throws IOException;

    /**
     * Writes from several buffers, the first of which has bytes, and moves their positions; returns
     * how many bytes, 0 when there is no room now.
     *
     * @param from the index of that first one
     */
    abstract long write(ByteBuffer[] sources, int from) throws IOException;

    /** Returns a file made ready to be sent by the system, or null if that cannot send it. */
    abstract @Nullable FileFeed feed(Path file) throws IOException;

    /** Returns an open file made ready to be sent by the system, or null if it cannot send it. */
    abstract @Nullable FileFeed feed(FileChannel file) throws IOException;

    /** Returns whether a read would find something now. Takes nothing from who reads next. */
    abstract boolean isReadableNow() throws IOException;

    /**
     * Returns whether the peer is known to have ended its direction, or the connection to be
     * broken.
     */
    abstract boolean hasHungUp();

    /** Lets the poller watch for the peer's leaving. */
    abstract void watchForHangUp() throws IOException;

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

    /** Returns the peer's address if it is known without asking the system, which a close ends. */
    @Nullable SocketAddress knownPeer() {
        return null;
    }

    /** Returns its own address if it is known without asking the system, which a close ends. */
    @Nullable SocketAddress knownLocal() {
        return null;
    }

    /** Returns the address of one end; empty if the system does not know it, or not any more. */
    final Optional<SocketAddress> addressIfKnown(boolean peer) {
        try {
            if (closed) { // its number may be another socket's
                return Optional.ofNullable(peer ? knownPeer() : knownLocal());
            }
            SocketAddress local = peer ? null : knownLocal();
            return Optional.ofNullable(
                    peer ? remoteAddress() : local == null ? localAddress() : local);
        } catch (IOException e) { // it broke
            return Optional.empty();
        }
    }

    /** Returns what kind of thing it is, in a word. */
    abstract String noun();

    /** Returns the address of one end for a text, or null. Any thread. */
    abstract @Nullable SocketAddress addressToShow(boolean peer) throws IOException;

    /** Returns what is known of it now. Any thread; then it may be a moment old. */
    final SocketSnapshot snapshot() {
        return new SocketSnapshot(
                noun(), shown(false), shown(true), readerWaits(), writerWaits(), closed);
    }

    private Optional<SocketAddress> shown(boolean peer) {
        try {
            return closed ? Optional.empty() : Optional.ofNullable(addressToShow(peer));
        } catch (IOException e) { // it broke, or is closed in this moment
            return Optional.empty();
        }
    }

    /** Shows its addresses, in reports of what was left open and of what tasks wait for. */
    @Override
    public final String toString() {
        return snapshot().toString();
    }
}
