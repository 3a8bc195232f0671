package dev.rondo.net;

import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Action;
import dev.rondo.Poller;
import dev.rondo.Rondo;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Ends;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Runs scenarios that must leave everything else alone: on each poller, beside a connection that
 * goes on working, with the process's sockets and the loop's tasks counted before and after.
 */
enum OnPoller {
    NIO(Pollers::nio),
    EPOLL(Pollers::epoll),
    URING(KernelRings::poller);

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int PASSES = 3; // a selector gives closed channels back when it polls

    static {
        try { // the JDK keeps a socket of its own for closing others, made with the first one
            SocketChannel.open().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final Supplier<Poller> poller;

    OnPoller(Supplier<Poller> poller) {
        this.poller = poller;
    }

    Supplier<Poller> poller() {
        return poller;
    }

    /** Runs a body that closes what it opens. */
    void run(Action<Exception> body) throws Exception {
        runLeaving(() -> {
            Ends bystander = SystemSockets.connect(SystemSockets.tcp());
            Set<String> before = sockets();
            int tasks = runningLoop().allTasks().size();
            body.run();
            carry(bystander.near(), bystander.far());
            carry(bystander.far(), bystander.near());
            passes(PASSES);
            assertThat(runningLoop().allTasks()).as("tasks").hasSize(tasks);
            assertThat(sockets()).as("sockets left open").isSubsetOf(before);
            bystander.near().abort();
            bystander.far().abort();
        });
    }

    /** Runs a body that may leave sockets open: the end of its loop closes them. */
    void runLeaving(Action<Exception> body) throws Exception {
        Set<String> before = sockets();
        Rondo.run(SystemSockets.with(poller), body);
        assertThat(sockets()).as("sockets that their loop left open").isSubsetOf(before);
    }

    private static void carry(ByteStream from, ByteStream to) {
        from.write(ByteBuffer.wrap(new byte[] {7}));
        ByteBuffer target = ByteBuffer.allocate(1);
        assertThat(to.read(target)).isEqualTo(1);
        assertThat(target.get(0)).isEqualTo((byte) 7);
    }

    static void passes(int count) {
        for (int i = 0; i < count; i++) {
            sleep(0);
        }
    }

    /** Returns the open sockets of this process, by the system's names; none where it has none. */
    static Set<String> sockets() {
        Set<String> sockets = new TreeSet<>();
        if (!Files.isDirectory(DESCRIPTORS)) {
            return sockets;
        }
        try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
            for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("socket:")) {
                        sockets.add(target);
                    }
                } catch (IOException e) {
                    // Closed since it was listed: the listing's own descriptor is.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sockets;
    }
}
