package dev.rondo.sim;

import java.net.SocketAddress;

/** One connection: two directions and the two ends. */
final class Wire {
    final World world;
    final SimStream client;
    final SimStream server;
    private final Pipe there;
    private final Pipe back;
    private int clientPort; // 0 if it is not to be given back
    private boolean forgotten;
    private boolean open = true;

    Wire(
            World world,
            SimNetwork client,
            SimNetwork server,
            SocketAddress clientAddress,
            SocketAddress serverAddress,
            int clientPort) {
        this.world = world;
        this.clientPort = clientPort;
        this.there = new Pipe(this, client.host(), server.host());
        this.back = new Pipe(this, server.host(), client.host());
        this.client = new SimStream(this, client, back, there, clientAddress, serverAddress);
        this.server = new SimStream(this, server, there, back, serverAddress, clientAddress);
        there.join(this.client, this.server);
        back.join(this.server, this.client);
        client.opened(this.client);
        server.opened(this.server);
        world.links.opened(this);
    }

    boolean joins(Host one, Host other) {
        Host a = there.from();
        Host b = there.to();
        return (a == one && b == other) || (a == other && b == one);
    }

    boolean touches(Host host) {
        return there.from() == host || there.to() == host;
    }

    void keepPort() {
        clientPort = 0;
    }

    /** Whether what is sent now does not arrive. */
    boolean isForgotten() {
        return forgotten;
    }

    void forget() {
        forgotten = true;
    }

    void reset() {
        client.broken("reset by the network");
        server.broken("reset by the network");
    }

    void sendHeld() {
        there.sendHeld();
        back.sendHeld();
    }

    /** An end has closed or broke. */
    void endClosed(SimStream end) {
        end.network().closed(end, end == client ? clientPort : 0);
        if (open && client.isClosed() && server.isClosed()) {
            open = false;
            world.links.closed(this);
        }
    }
}
