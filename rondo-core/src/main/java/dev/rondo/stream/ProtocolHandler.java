package dev.rondo.stream;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * Gives each connection of a {@link Server} a protocol of its own, and a {@link Transport}.
 *
 * <p>The server's {@link Server#closeClients} and {@link Server#abortClients} close and abort the
 * transports. What the factory throws goes to the loop's exception handler and that connection is
 * aborted. For TLS put {@link Tls#handler} around it.
 *
 * {@snippet :
 * Listener listener = network.listen(address, ListenOptions.defaults());
 * Server server = new Server(List.of(listener), new ProtocolHandler(MyProtocol::new));
 * server.startServing();
 * }
 */
public final class ProtocolHandler implements ConnectionHandler {
    private final Supplier<? extends StreamProtocol> factory;

    /** Creates one. */
    public ProtocolHandler(Supplier<? extends StreamProtocol> factory) {
        this.factory = Objects.requireNonNull(factory, "factory");
    }

    @Override
    public void handle(Connection connection) {
        Transport.serve(connection, connection.stream(), factory.get());
    }
}
