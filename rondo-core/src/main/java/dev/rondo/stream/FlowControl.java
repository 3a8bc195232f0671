package dev.rondo.stream;

import dev.rondo.Action;
import dev.rondo.CancelledError;
import dev.rondo.EventLoop;
import dev.rondo.ExceptionContext;
import dev.rondo.KeyboardInterrupt;

/**
 * Tells a protocol when to pause and resume writing, and of failures. asyncio: {@code
 * _FlowControlMixin}.
 */
final class FlowControl {
    private static final int LOST_WRITES_BEFORE_WARNING =
            5; // asyncio: LOG_THRESHOLD_FOR_CONNLOST_WRITES

    private final EventLoop loop;
    private final Object transport; // for messages
    private WriteBufferLimits limits = WriteBufferLimits.DEFAULTS;
    private boolean paused; // Invariant: pauseWriting and resumeWriting are called in turns
    private int lostWrites;

    FlowControl(EventLoop loop, Object transport) {
        this.loop = loop;
        this.transport = transport;
    }

    WriteBufferLimits limits() {
        return limits;
    }

    void setLimits(WriteBufferLimits limits) {
        this.limits = limits;
    }

    /** The buffer may have grown. */
    void grown(int size, BaseProtocol protocol) {
        if (size > limits.high() && !paused) {
            paused = true;
            call("pauseWriting", protocol::pauseWriting, protocol);
        }
    }

    /** The buffer may have shrunk. */
    void shrunk(int size, BaseProtocol protocol) {
        if (size <= limits.low() && paused) {
            paused = false;
            call("resumeWriting", protocol::resumeWriting, protocol);
        }
    }

    private void call(String name, Action<Exception> callback, BaseProtocol protocol) {
        try {
            callback.run();
        } catch (CancelledError | KeyboardInterrupt e) {
            throw e;
        } catch (Throwable e) { // it must not become the writer's, nor stop the sending
            report("protocol." + name + "() failed", e, protocol);
        }
    }

    /** Returns whether the protocol was told to pause. */
    boolean isPaused() {
        return paused;
    }

    /** Somebody wrote to a connection that is lost. */
    void lostWrite() {
        if (++lostWrites >= LOST_WRITES_BEFORE_WARNING) {
            logger().log(System.Logger.Level.WARNING, "socket.send() raised exception.");
        }
    }

    static System.Logger logger() {
        return System.getLogger("dev.rondo");
    }

    void report(String message, Throwable e, BaseProtocol protocol) {
        loop.callExceptionHandler(
                new ExceptionContext(
                        message + "\nprotocol: " + protocol + "\ntransport: " + transport, e));
    }
}
