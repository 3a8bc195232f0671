// An echo server: each connection is a task that sends back what it reads, whatever the others do.
// Prints where it listens (a port may be given); try curl telnet://127.0.0.1:8888. Ctrl-C ends it.
import static dev.rondo.Rondo.*;
import static dev.rondo.net.Net.*;

import dev.rondo.stream.*;

void echo(Connection connection) {
    byte[] data;
    while ((data = connection.reader().read(64 * 1024)).length > 0) { // none is the end
        connection.writer().write(data); // waits for a client that does not read
    }
}

void main(String[] args) {
    int port = args.length == 0 ? 8888 : Integer.parseInt(args[0]);
    run(() -> {
        Server server = startServer("127.0.0.1", port, this::echo);
        IO.println("Serving on " + server.addresses().getFirst());
        server.serveForever();
    });
}
