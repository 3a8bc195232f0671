package dev.rondo.net;

import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Listener;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/** A listening TCP or Unix socket. */
final class SocketListener implements Listener {
    private final Descriptor descriptor;
    private final SocketAddress address;
    private final @Nullable Object file; // what stands at a Unix address that is to be removed
    private boolean tryAtOnce;

    SocketListener(Descriptor descriptor, boolean unlink) throws IOException {
        this.descriptor = descriptor;
        Unclosed.watch(this, descriptor);
        this.address = descriptor.localAddress();
        this.file =
                unlink && address instanceof UnixDomainSocketAddress unix
                        ? SocketFiles.identity(unix.getPath())
                        : null;
    }

    @Override
    public ByteStream accept() {
        descriptor.checkThread("accept()");
        if (descriptor.hasReader()) {
            throw new IllegalStateException("Another task is accepting on " + this);
        }
        try {
            while (true) {
                if (descriptor.isClosed()) {
                    throw IoFailure.closed("accept on", address);
                }
                if (!tryAtOnce) {
                    descriptor.awaitReadable();
                    if (descriptor.isClosed()) {
                        throw IoFailure.closed("accept on", address);
                    }
                }
                Descriptor accepted = descriptor.accept();
                tryAtOnce = accepted != null; // there may be more: connections come in bursts
                if (accepted != null) {
                    return stream(accepted);
                }
            }
        } catch (IOException e) {
            tryAtOnce = false;
            throw IoFailure.of("accept on", address, e);
        }
    }

    private ByteStream stream(Descriptor accepted) {
        SocketStream stream = new SocketStream(accepted);
        if (SocketAddresses.isUnix(address)) {
            stream.name(); // its peer has none, mostly, and its own is not known after the close
        }
        return stream;
    }

    @Override
    public SocketAddress address() {
        return address;
    }

    @Override
    public boolean isClosed() {
        return descriptor.isClosed();
    }

    @Override
    public void close() {
        if (!descriptor.isClosed()) {
            descriptor.close();
            if (address instanceof UnixDomainSocketAddress unix && file != null) {
                SocketFiles.remove(unix.getPath(), file);
            }
        }
    }

    @Override
    public String toString() {
        return "<SocketListener " + address + (isClosed() ? " closed" : "") + ">";
    }
}
