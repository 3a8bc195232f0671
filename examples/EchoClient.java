// Many clients at once against EchoServer: each sends bytes of its own and compares the answer.
// Arguments: port, clients, bytes of each. Prints how many bytes came back.
import static dev.rondo.Rondo.*;
import static dev.rondo.net.Net.*;

import dev.rondo.stream.*;

byte[] echoed(int port, byte[] message) {
    try (Connection connection = openConnection("127.0.0.1", port)) {
        // Both at once: a server that cannot get rid of its answers stops reading.
        return taskGroupResult(group -> {
            group.createTask(() -> {
                connection.writer().write(message);
                connection.writer().writeEof();
            });
            return connection.reader().readAll();
        });
    }
}

void check(int port, int id, int size) {
    byte[] message = new byte[size];
    new Random(id).nextBytes(message);
    if (!Arrays.equals(message, echoed(port, message))) {
        throw new AssertionError("Client " + id + " got something else");
    }
}

void main(String[] args) {
    int port = args.length < 1 ? 8888 : Integer.parseInt(args[0]);
    int clients = args.length < 2 ? 100 : Integer.parseInt(args[1]);
    int size = args.length < 3 ? 1_000_000 : Integer.parseInt(args[2]);
    run(() -> {
        taskGroup(group -> {
            for (int id = 0; id < clients; id++) {
                int number = id;
                group.createTask("client " + id, () -> check(port, number, size));
            }
        });
        IO.println(clients + " clients got all " + (long) clients * size + " bytes back");
    });
}
