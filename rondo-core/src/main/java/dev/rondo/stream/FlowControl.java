package dev.rondo.stream;

import dev.rondo.CancelledError;
import dev.rondo.EventLoop;
import dev.rondo.ExceptionContext;
import dev.rondo.KeyboardInterrupt;

/** Tells a protocol when to pause and resume writing. asyncio: {@code _FlowControlMixin}. */
final class FlowControl {
    private final EventLoop loop;
    private final Object transport; // for messages
    private WriteBufferLimits limits = WriteBufferLimits.DEFAULTS;
    private boolean paused; // Invariant: pauseWriting and resumeWriting are called in turns

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
            try {
                protocol.pauseWriting();
            } catch (CancelledError | KeyboardInterrupt e) {
                throw e;
            } catch (Throwable e) { // a protocol's failure must not become the writer's
                report("protocol.pauseWriting() failed", e, protocol);
            }
        }
    }

    /** The buffer may have shrunk. */
    void shrunk(int size, BaseProtocol protocol) {
        if (size <= limits.low() && paused) {
            paused = false;
            try {
                protocol.resumeWriting();
            } catch (CancelledError | KeyboardInterrupt e) {
                throw e;
            } catch (Throwable e) { // a protocol's failure must not stop the sending
                report("protocol.resumeWriting() failed", e, protocol);
            }
        }
    }

    void report(String message, Throwable e, BaseProtocol protocol) {
        loop.callExceptionHandler(
                new ExceptionContext(
                        message + "\nprotocol: " + protocol + "\ntransport: " + transport, e));
    }
}
