package dev.rondo.http.client;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Listener;
import dev.rondo.stream.Network;
import dev.rondo.stream.StreamClosedException;
import dev.rondo.stream.StreamException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Plays a script on each connection: the first one on the first, the last one on all others. */
final class ScriptedServer implements AutoCloseable {
    private final Listener listener;
    private final List<Peer.Script> scripts;
    private final UnaryOperator<ByteStream> wrap;
    private final List<String> heads = new ArrayList<>();
    private final List<Task<?>> tasks = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private int connections;

    ScriptedServer(Network network, int port, Peer.Script... scripts) {
        this(network, port, scripts, UnaryOperator.identity());
    }

    ScriptedServer(
            Network network, int port, Peer.Script[] scripts, UnaryOperator<ByteStream> wrap) {
        this.listener = network.listen(new InetSocketAddress(port));
        this.scripts = List.of(scripts);
        this.wrap = wrap;
        tasks.add(Rondo.createTask("scripted server", this::accept));
    }

    private void accept() {
        try {
            while (true) {
                ByteStream stream = listener.accept();
                Peer.Script script = scripts.get(Math.min(connections++, scripts.size() - 1));
                tasks.add(Rondo.createTask("scripted connection", () -> play(stream, script)));
            }
        } catch (StreamClosedException e) {
            // close()
        }
    }

    private void play(ByteStream stream, Peer.Script script) {
        try {
            script.run(new Peer(this, wrap.apply(stream)));
        } catch (StreamException e) {
            // the client has left
        } catch (Exception | AssertionError e) {
            failures.add(e);
        } finally {
            stream.close();
        }
    }

    void heard(String head) {
        heads.add(head);
    }

    /** Returns the heads that came, on all connections. */
    List<String> heads() {
        return heads;
    }

    String head(int index) {
        return heads.get(index);
    }

    int connections() {
        return connections;
    }

    @Override
    public void close() {
        listener.close();
        for (Task<?> task : tasks) {
            task.cancel("the test is over");
        }
        Rondo.waitAll(tasks);
        if (!failures.isEmpty()) {
            throw new AssertionError("the script failed", failures.getFirst());
        }
    }
}
