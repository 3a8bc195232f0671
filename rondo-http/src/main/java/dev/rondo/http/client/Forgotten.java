package dev.rondo.http.client;

import dev.rondo.EventLoop;
import dev.rondo.ExceptionContext;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Answers and clients that nobody can close any more, since nobody has them. Each is reported once
 * to the loop's exception handler, when the garbage collector has found it and the pool looks, and
 * closed: asyncio's ResourceWarning. A pool looks once a second while it has connections; a client
 * that is forgotten without any has nothing to close.
 */
final class Forgotten {
    private final EventLoop loop;
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
    private final Set<Owner> clients = new LinkedHashSet<>(); // a reference must be referred to

    /** A thing that has to be closed. */
    static final class Owner extends WeakReference<Object> {
        private final Object name; // by its text
        private final Runnable close;

        private Owner(
                Object owner, ReferenceQueue<Object> collected, Object name, Runnable close) {
            super(owner, collected);
            this.name = name;
            this.close = close;
        }
    }

    Forgotten(EventLoop loop) {
        this.loop = loop;
    }

    /** Watches an answer; the connection keeps what this returns. */
    void watch(ClientResponse answer, PooledConnection connection, Progress progress) {
        connection.owned(new Owner(answer, collected, progress, connection::abort));
    }

    /** Watches a client until it is closed. */
    Owner watch(Client client, Runnable close) {
        Owner owner = new Owner(client, collected, "client", close);
        clients.add(owner);
        return owner;
    }

    /** The client was closed. */
    void forget(Owner owner) {
        owner.clear();
        clients.remove(owner);
    }

    /** Reports what was found since the last call: a look at a field. */
    void report() {
        for (Reference<?> found = collected.poll(); found != null; found = collected.poll()) {
            Owner owner = (Owner) found;
            clients.remove(owner);
            owner.close.run();
            loop.callExceptionHandler(
                    new ExceptionContext(
                            "unclosed " + owner.name,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            List.of()));
        }
    }
}
