// Passes connections on to another server. Arguments: target host, target port, own port.
// A slow side slows the other down, since writing waits; the end of one direction is passed on
// while the other goes on; a side that breaks breaks the other.
// Prints where it listens, and which connections failed; Ctrl-C ends it.
import static dev.rondo.Rondo.*;
import static dev.rondo.net.Net.*;

import dev.rondo.*;
import dev.rondo.stream.*;

void pump(ByteStream from, ByteStream to) {
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    while (from.read(buffer) >= 0) {
        to.write(buffer.flip()); // waits until it is taken; only then more is read
        buffer.clear();
    }
    to.writeEof();
}

void serve(ByteStream client, String host, int port) {
    ByteStream target;
    try {
        target = connect(host, port);
    } catch (StreamException e) {
        IO.println(e.getMessage());
        return;
    }
    try (target) {
        taskGroup(group -> {
            group.createTask(() -> pump(client, target));
            group.createTask(() -> pump(target, client));
        });
    } catch (ExceptionGroup e) {
        IO.println(e.first(StreamException.class).orElseThrow(() -> e).getMessage());
        target.abort();
        client.abort();
    }
}

void main(String[] args) {
    String host = args.length < 1 ? "127.0.0.1" : args[0];
    int target = args.length < 2 ? 8888 : Integer.parseInt(args[1]);
    int port = args.length < 3 ? 8890 : Integer.parseInt(args[2]);
    run(() -> {
        Server server = startServer("127.0.0.1", port, c -> serve(c.stream(), host, target));
        IO.println("Serving on " + server.addresses().getFirst());
        server.serveForever();
    });
}
