package dev.rondo.stream;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Gives each connection of a {@link Server} a protocol of its own, and a {@link Transport}.
 *
 * <p>The server's {@link Server#closeClients} and {@link Server#abortClients} close and abort the
 * transports, and {@link Server#drain} closes those that are idle, and at its deadline all. What
 * the factory throws goes to the loop's exception handler and that connection is aborted. For TLS
 * put {@link Tls#handler} around it.
 *
 * {@snippet :
 * Listener listener = network.listen(address, ListenOptions.defaults());
 * Server server = new Server(List.of(listener), new ProtocolHandler(MyProtocol::new));
 * server.startServing();
 * }
 */
public final class ProtocolHandler implements ConnectionHandler {
    private final Function<Connection, ? extends StreamProtocol> factory;

    /** Creates one. */
    public ProtocolHandler(Supplier<? extends StreamProtocol> factory) {
        Objects.requireNonNull(factory, "factory");
        this.factory = connection -> factory.get();
    }

    private ProtocolHandler(Function<Connection, ? extends StreamProtocol> factory) {
        this.factory = factory;
    }

    /**
     * Returns one whose protocols know their connection, of which they ask {@link
     * Connection#draining} and to which they say {@link Connection#setIdle}. They must not read
     * from it or write to it.
     */
    public static ProtocolHandler ofConnection(
            Function<Connection, ? extends StreamProtocol> factory) {
        return new ProtocolHandler(Objects.requireNonNull(factory, "factory"));
    }

    @Override
    public void handle(Connection connection) {
        Transport.serve(connection, connection.stream(), factory.apply(connection));
    }
}
