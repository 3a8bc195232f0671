package dev.rondo.postgres;

import dev.rondo.stream.TlsOptions;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A way to one server: its address, and how it is encrypted.
 *
 * @param name for messages
 * @param address the very one that was connected with, not a name of several
 * @param tls what TLS is made by, or null for plain
 * @param direct whether TLS begins without asking
 */
record Route(String name, SocketAddress address, @Nullable TlsOptions tls, boolean direct) {}
