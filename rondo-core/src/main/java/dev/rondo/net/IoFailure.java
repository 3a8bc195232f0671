package dev.rondo.net;

import dev.rondo.stream.AddressInUseException;
import dev.rondo.stream.AddressNotAvailableException;
import dev.rondo.stream.BrokenPipeException;
import dev.rondo.stream.ConnectTimeoutException;
import dev.rondo.stream.ConnectionRefusedException;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.HostUnreachableException;
import dev.rondo.stream.NoSuchPathException;
import dev.rondo.stream.StreamClosedException;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.TooManyFilesException;
import dev.rondo.stream.UnknownHostException;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;

/** Turns the system's failures into Rondo's typed ones, by their number: see {@link Errno#of}. */
final class IoFailure {
    private IoFailure() {}

    static StreamException of(String operation, Object address, IOException cause) {
        if (cause instanceof ClosedChannelException) {
            return new StreamClosedException(operation, address, "it is closed", cause);
        }
        if (cause instanceof java.net.UnknownHostException) {
            return new UnknownHostException(operation, address, "the host has no address", cause);
        }
        String reason = switch (cause) { // two whose messages say nothing
                    case PortUnreachableException unreachable -> "nobody listens there";
                    case NoSuchFileException missing -> "it does not exist";
                    default -> String.valueOf(cause.getMessage());
                };
        return switch (Errno.of(cause)) {
            case Errno.ECONNREFUSED ->
                    new ConnectionRefusedException(operation, address, reason, cause);
            case Errno.ECONNRESET, Errno.ECONNABORTED, Errno.ENOTCONN -> // reset between two calls
                    new ConnectionResetException(operation, address, reason, cause);
            case Errno.EPIPE -> new BrokenPipeException(operation, address, reason, cause);
            case Errno.ETIMEDOUT -> // a live connection ends so when its probes are lost
                    operation.startsWith("connect")
                            ? new ConnectTimeoutException(operation, address, reason, cause)
                            : new ConnectionResetException(operation, address, reason, cause);
            case Errno.ENETUNREACH, Errno.EHOSTUNREACH ->
                    new HostUnreachableException(operation, address, reason, cause);
            case Errno.EADDRNOTAVAIL, Errno.EAFNOSUPPORT ->
                    new AddressNotAvailableException(operation, address, reason, cause);
            case Errno.EADDRINUSE -> new AddressInUseException(operation, address, reason, cause);
            case Errno.EMFILE, Errno.ENFILE, Errno.ENOBUFS ->
                    new TooManyFilesException(operation, address, reason, cause);
            case Errno.ENOENT, Errno.ENOTDIR ->
                    new NoSuchPathException(operation, address, reason, cause);
            default -> new StreamException(operation, address, reason, cause);
        };
    }

    static StreamClosedException closed(String operation, Object address) {
        return new StreamClosedException(operation, address, "it is closed");
    }
}
