// The same program on two loops: a loop factory puts in the JDK's selectors, then Linux's epoll.
// Prints the name of each loop's poller, then the result, which is the same.
import static dev.rondo.Rondo.*;
import static dev.rondo.net.Net.*;

import dev.rondo.*;
import dev.rondo.net.*;
import dev.rondo.stream.*;

String program() {
    try (Server server = startServer("127.0.0.1", 0, c -> c.writer().write("Hello, World"));
            ByteStream stream = connect("127.0.0.1", server.port())) {
        return new String(new StreamReader(stream).readAll());
    }
}

void on(Supplier<Poller> poller) {
    LoopOptions options = LoopOptions.defaults().withPoller(poller);
    run(
            RunnerOptions.defaults().withLoopFactory(() -> EventLoop.create(options)),
            () -> {
                IO.println("On the " + runningLoop().poller());
                IO.println("Result: " + program());
            });
}

void main() {
    on(Pollers::nio);
    if (System.getProperty("os.name").equals("Linux")) {
        on(Pollers::epoll); // a loop without a factory takes the best one by itself
    }
}
