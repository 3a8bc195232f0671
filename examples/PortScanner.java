// Tells which ports of a host are open: many attempts at once, but no more than a bound, and each
// with a timeout. Arguments: host, first and last port. Scan only hosts that are yours.
// Prints the open ports in their order, then their number.
import static dev.rondo.Rondo.*;
import static dev.rondo.net.Net.*;

import dev.rondo.*;
import dev.rondo.net.SystemNetwork;
import dev.rondo.stream.*;
import dev.rondo.sync.Semaphore;

static final int AT_ONCE = 200;
static final Duration ATTEMPT = Duration.ofSeconds(1);

boolean isOpen(InetAddress address, int port) {
    try {
        timeout(ATTEMPT, () -> connect(new InetSocketAddress(address, port))).close();
        return true;
    } catch (TooManyFilesException e) {
        throw e; // that says nothing of the port
    } catch (StreamException | TimeoutException e) {
        return false; // refused, unreachable, no answer
    }
}

SortedSet<Integer> openPorts(InetAddress address, int first, int last) {
    SortedSet<Integer> open = new TreeSet<>();
    Semaphore attempts = new Semaphore(AT_ONCE);
    taskGroup(group -> {
        for (int port = first; port <= last; port++) {
            int candidate = port;
            attempts.acquire(); // here, so that there are never more tasks than attempts
            group.createTask(() -> {
                try {
                    if (isOpen(address, candidate)) {
                        open.add(candidate);
                    }
                } finally {
                    attempts.release();
                }
            });
        }
    });
    return open;
}

void main(String[] args) {
    String host = args.length < 1 ? "localhost" : args[0];
    int first = args.length < 2 ? 1 : Integer.parseInt(args[1]);
    int last = args.length < 3 ? 1024 : Integer.parseInt(args[2]);
    run(() -> {
        InetAddress address = SystemNetwork.instance().resolve(host, 0).getFirst().getAddress();
        SortedSet<Integer> open = openPorts(address, first, last);
        open.forEach(port -> IO.println("open: " + port));
        IO.println(open.size() + " of " + (last - first + 1) + " ports are open");
    });
}
