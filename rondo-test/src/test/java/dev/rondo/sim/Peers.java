package dev.rondo.sim;

import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Connection;
import dev.rondo.stream.ConnectionHandler;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.Server;
import java.net.InetSocketAddress;
import java.util.List;

/** Servers and bytes for the tests of the simulated network. */
final class Peers {
    static final int PORT = 7;

    private Peers() {}

    /** Starts a host "server" that handles connections. */
    static Host server(Simulation simulation, ConnectionHandler handler) {
        return simulation.host("server", host -> serve(host, handler));
    }

    static void serve(Host host, ConnectionHandler handler) {
        new Server(List.of(listen(host)), handler).serveForever();
    }

    static Listener listen(Host host) {
        return host.network().listen(new InetSocketAddress(PORT), ListenOptions.defaults());
    }

    static void echo(Connection connection) {
        for (byte[] bytes = connection.reader().read(10_000);
                bytes.length > 0;
                bytes = connection.reader().read(10_000)) {
            connection.writer().write(bytes);
            connection.writer().drain();
        }
    }

    /** Connects the host that runs the script to the host "server". */
    static ByteStream connect(Simulation simulation) {
        return simulation.main().network().connect("server", PORT);
    }

    /** Returns bytes, each of which tells its place. */
    static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        return bytes;
    }
}
