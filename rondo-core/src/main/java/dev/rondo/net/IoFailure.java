package dev.rondo.net;

import dev.rondo.stream.AddressInUseException;
import dev.rondo.stream.AddressNotAvailableException;
import dev.rondo.stream.BrokenPipeException;
import dev.rondo.stream.ConnectTimeoutException;
import dev.rondo.stream.ConnectionRefusedException;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.HostUnreachableException;
import dev.rondo.stream.StreamClosedException;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.TooManyFilesException;
import dev.rondo.stream.UnknownHostException;
import java.io.IOException;
import java.net.BindException;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;

/**
 * Turns the system's failures into Rondo's typed ones. The JDK gives most of them only as texts.
 */
final class IoFailure {
    private IoFailure() {}

    static StreamException of(String operation, Object address, IOException cause) {
        String reason = String.valueOf(cause.getMessage());
        String text = reason.toLowerCase(Locale.ROOT);
        if (cause instanceof ClosedChannelException) {
            return new StreamClosedException(operation, address, "it is closed", cause);
        }
        if (cause instanceof java.net.UnknownHostException) {
            return new UnknownHostException(operation, address, "the host has no address", cause);
        }
        if (cause instanceof java.net.PortUnreachableException) { // has no message
            return new ConnectionRefusedException(
                    operation, address, "nobody listens there", cause);
        }
        if (text.contains("connection refused")) {
            return new ConnectionRefusedException(operation, address, reason, cause);
        }
        if (text.contains("reset")
                || text.contains("connection abort")
                || text.contains("not connected")) { // not any more: reset between two calls
            return new ConnectionResetException(operation, address, reason, cause);
        }
        if (text.contains("broken pipe")) {
            return new BrokenPipeException(operation, address, reason, cause);
        }
        if (text.contains("timed out")) { // a live connection ends so when its probes are lost
            return operation.startsWith("connect")
                    ? new ConnectTimeoutException(operation, address, reason, cause)
                    : new ConnectionResetException(operation, address, reason, cause);
        }
        if (cause instanceof NoRouteToHostException
                || text.contains("unreachable")
                || text.contains("no route")) {
            return new HostUnreachableException(operation, address, reason, cause);
        }
        if (text.contains("cannot assign") || text.contains("address family not supported")) {
            return new AddressNotAvailableException(operation, address, reason, cause);
        }
        if (text.contains("address already in use") || cause instanceof BindException) {
            return new AddressInUseException(operation, address, reason, cause);
        }
        if (text.contains("too many open files") || text.contains("no buffer space")) {
            return new TooManyFilesException(operation, address, reason, cause);
        }
        return new StreamException(operation, address, reason, cause);
    }

    static StreamClosedException closed(String operation, Object address) {
        return new StreamClosedException(operation, address, "it is closed");
    }
}
