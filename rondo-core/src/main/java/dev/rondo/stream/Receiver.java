package dev.rondo.stream;

import dev.rondo.EventLoop;
import java.nio.ByteBuffer;

/**
 * How a transport reads: waits for bytes without holding a buffer, then reads once and calls the
 * protocol. Belongs to the reading task; others pause, resume and wake it.
 *
 * <p>What was read when the protocol may not have it (it paused, or TLS begins) is held until it
 * may, or until the handshake takes it. Most streams never come to that: their read after a wait
 * does not suspend.
 */
final class Receiver {
    private static final byte[] NONE = {};

    private final Transport transport;
    private final ReadingTask task;
    private final BufferPool pool;
    private final Runnable waitReadable;
    private final Runnable readTarget = this::readTarget;
    private ByteBuffer target = BufferPool.NOTHING; // of the read that is going on
    private int count; // what it found
    private byte[] held = NONE;
    private boolean paused; // by the user
    private boolean handedOver; // the stream belongs to a handshake
    private boolean ended; // the peer said no more

    Receiver(Transport transport, EventLoop loop) {
        this.transport = transport;
        this.task = new ReadingTask(transport);
        this.pool = BufferPool.of(loop);
        this.waitReadable = () -> transport.stream().waitReadable();
    }

    ReadingTask task() {
        return task;
    }

    boolean isPaused() {
        return paused;
    }

    boolean isEnded() {
        return ended;
    }

    void pause() {
        paused = true;
    }

    void resume() {
        if (paused) {
            paused = false;
            if (!transport.isClosing()) {
                task.unpark();
            }
        }
    }

    /** Lets a handshake read; suspends until the task does not, and returns what it had read. */
    byte[] handOver() {
        handedOver = true;
        task.stopReading();
        byte[] alreadyRead = held;
        held = NONE;
        return alreadyRead;
    }

    /** Ends {@link #handOver}. */
    void takeBack() {
        handedOver = false;
        task.unpark();
    }

    /** Reads until the connection is lost. The reading task. */
    void run() {
        while (!transport.isLost()) {
            if (transport.isClosing()) {
                transport.sendLastWords();
            } else if (mayDeliver() && !ended) {
                readOnce();
            } else {
                task.park();
            }
        }
    }

    private boolean mayDeliver() {
        return !paused && !handedOver && !transport.isClosing();
    }

    private void readOnce() {
        try {
            if (!task.read(waitReadable) || !mayDeliver()) {
                return;
            }
            if (transport.protocol() instanceof BufferedProtocol buffered) {
                readInto(buffered);
            } else {
                readArray();
            }
        } catch (RuntimeException e) {
            transport.fatal("Fatal read error on transport", e);
        } finally {
            target = BufferPool.NOTHING;
        }
    }

    private void readTarget() {
        count = transport.stream().read(target);
    }

    private void readArray() {
        ByteBuffer lent = pool.lend(BufferPool.LARGE);
        target = lent;
        if (task.read(readTarget)) {
            if (count < 0) {
                pool.giveBack(lent);
                peerEnded();
            } else {
                byte[] data = new byte[count];
                lent.get(0, data);
                pool.giveBack(lent);
                deliver(data);
            }
        }
    }

    private void readInto(BufferedProtocol buffered) {
        ByteBuffer buffer = bufferOf(buffered);
        target = buffer;
        int begin = buffer.position();
        if (!mayDeliver() || !task.read(readTarget)) {
            return;
        }
        int found = count;
        if (found < 0) {
            peerEnded();
        } else if (mayDeliver() && transport.protocol() == buffered) {
            updated(buffered, found);
        } else {
            byte[] data = new byte[found];
            buffer.get(begin, data);
            deliver(data);
        }
    }

    /** Returns the protocol's buffer; without room if there is none, and the connection is lost. */
    private ByteBuffer bufferOf(BufferedProtocol buffered) {
        try {
            ByteBuffer buffer = buffered.getBuffer(-1);
            if (!buffer.hasRemaining()) {
                throw new IllegalStateException("getBuffer() returned a buffer without room");
            }
            return buffer;
        } catch (Throwable e) { // a protocol's failure ends its own connection
            callbackFailed("getBuffer", e);
            return BufferPool.NOTHING;
        }
    }

    private void updated(BufferedProtocol buffered, int found) {
        try {
            buffered.bufferUpdated(found);
        } catch (Throwable e) { // a protocol's failure ends its own connection
            callbackFailed("bufferUpdated", e);
        }
    }

    /** Gives bytes to the protocol of the moment, as soon as it may have them. */
    private void deliver(byte[] data) {
        held = data;
        while ((paused || handedOver) && !transport.isClosing()) {
            task.park();
        }
        boolean taken = held != data;
        held = NONE;
        if (taken || transport.isClosing()) {
            return;
        }
        switch (transport.protocol()) {
            case BufferedProtocol buffered -> fill(buffered, data);
            case Protocol plain -> {
                try {
                    plain.dataReceived(data);
                } catch (Throwable e) { // a protocol's failure ends its own connection
                    callbackFailed("dataReceived", e);
                }
            }
        }
    }

    /** Gives a buffered protocol bytes that were not read into its buffer. */
    private void fill(BufferedProtocol buffered, byte[] data) {
        int given = 0;
        while (given < data.length && !transport.isLost()) {
            ByteBuffer buffer = bufferOf(buffered);
            int part = Math.min(buffer.remaining(), data.length - given);
            if (part > 0) {
                buffer.put(data, given, part);
                given += part;
                updated(buffered, part);
            }
        }
    }

    private void peerEnded() {
        if (!mayDeliver()) {
            return; // a stream tells its end again
        }
        ended = true;
        boolean keepOpen;
        try {
            keepOpen = transport.protocol().eofReceived();
        } catch (Throwable e) { // a protocol's failure ends its own connection
            callbackFailed("eofReceived", e);
            return;
        }
        boolean possible = transport.canWriteEof();
        if (keepOpen && !possible) {
            FlowControl.logger()
                    .log(
                            System.Logger.Level.WARNING,
                            "returning true from eofReceived() has no effect when using TLS");
        }
        if (!keepOpen || !possible) {
            transport.close();
        }
    }

    /** Ends the connection for what a callback threw; rethrows what is not the callback's own. */
    void callbackFailed(String callback, Throwable e) {
        task.passOn(e);
        transport.callbackFailed("Fatal error: protocol." + callback + "() call failed.", e);
    }
}
