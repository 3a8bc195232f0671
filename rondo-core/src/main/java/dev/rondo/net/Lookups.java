package dev.rondo.net;

import dev.rondo.EventLoop;
import dev.rondo.Future;
import dev.rondo.LoopExecutor;
import dev.rondo.LoopLocal;
import dev.rondo.Rondo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The name look-ups of a loop, on threads of their own: in asyncio they share the default executor,
 * so a busy one starves them, and a dead name server starves everybody else.
 *
 * <p>The system's resolver cannot be interrupted, and the JDK lets callers who ask for the same
 * name wait for each other, so a hundred connections to one dead name would hold all threads. Here
 * those who ask for a name at the same time share one look-up. It is given up when the last of them
 * is cancelled; its thread is free when the system answers. Answers are kept by the JDK alone.
 */
final class Lookups implements AutoCloseable {
    static final int MAX_RUNNING = 16; // they wait for the network, not for processors
    static final int MAX_WAITING = 10_000; // more than a program has connections under way

    /** Asks the system. On a thread of the pool. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private static final LoopLocal<Lookups> OF_LOOP =
            new LoopLocal<>(loop -> new Lookups(loop, InetAddress::getAllByName, MAX_WAITING));
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final EventLoop loop;
    private final Resolver resolver;
    private final int maxWaiting;
    // The loop's thread.
    private final Map<String, Shared> running = new HashMap<>();
    private @Nullable Threads pool;

    Lookups(EventLoop loop, Resolver resolver, int maxWaiting) {
        this.loop = loop;
        this.resolver = resolver;
        this.maxWaiting = maxWaiting;
    }

    /** Returns those of the current loop. */
    static Lookups current() {
        return OF_LOOP.of(Rondo.runningLoop());
    }

    Future<List<InetSocketAddress>> addresses(String host, int port) {
        Objects.requireNonNull(host, "host");
        Caller caller = new Caller(loop.createFuture("the addresses of " + host), port);
        if (isLiteral(host)) {
            try {
                caller.answer(InetAddress.ofLiteral(host));
                return caller.future;
            } catch (IllegalArgumentException e) {
                // Only looked like one: the system knows.
            }
        }
        Shared shared = running.get(host);
        if (shared != null) {
            shared.add(caller);
        } else {
            shared = new Shared(host, submit(host, () -> resolver.addresses(host)));
            shared.add(caller);
            running.put(host, shared);
            shared.job.addDoneCallback(shared::done);
        }
        return caller.future;
    }

    Future<String> name(InetSocketAddress address) {
        Objects.requireNonNull(address, "address");
        return submit(address, address::getHostName);
    }

    /** A cheap look before the expensive one: names end in a letter and have no colon. */
    private static boolean isLiteral(String host) {
        return !host.isEmpty()
                && (host.indexOf(':') >= 0 || Character.isDigit(host.charAt(host.length() - 1)));
    }

    private <T> Future<T> submit(Object what, Callable<T> code) {
        Threads threads = pool;
        if (threads == null) {
            threads = new Threads();
            pool = threads;
        }
        if (threads.getQueue().size() >= maxWaiting) {
            Future<T> refused = loop.createFuture(what);
            refused.setException(
                    new IOException(
                            "cannot look up "
                                    + what
                                    + ": "
                                    + maxWaiting
                                    + " look-ups wait already\n"
                                    + "Limit how many connections are made at once, for example"
                                    + " with a Semaphore"));
            return refused;
        }
        return loop.runInExecutor(threads, code);
    }

    /** Gives up what waits; called when the loop closes. */
    @Override
    public void close() {
        if (pool != null) {
            pool.shutdownNow();
        }
    }

    /**
     * Its threads end when there was nothing to look up for ten seconds. A task calls it, so that
     * its queue is as long as it looks.
     */
    private static final class Threads extends ThreadPoolExecutor implements LoopExecutor {
        Threads() {
            super(
                    MAX_RUNNING,
                    MAX_RUNNING,
                    10,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    code ->
                            Thread.ofPlatform()
                                    .daemon()
                                    .name("rondo-resolver-" + THREADS.incrementAndGet())
                                    .unstarted(code));
            allowCoreThreadTimeOut(true);
        }
    }

    /** Who asked. */
    private record Caller(Future<List<InetSocketAddress>> future, int port) {
        void answer(InetAddress... addresses) {
            if (future.done()) {
                return;
            }
            try {
                List<InetSocketAddress> found = new ArrayList<>();
                for (InetAddress address : addresses) {
                    found.add(new InetSocketAddress(address, port));
                }
                future.setResult(List.copyOf(found));
            } catch (IllegalArgumentException e) { // no such port
                future.setException(e);
            }
        }
    }

    /** One look-up and all who wait for it. */
    private final class Shared {
        private final String host;
        private final Future<InetAddress[]> job;
        private final List<Caller> callers = new ArrayList<>();

        Shared(String host, Future<InetAddress[]> job) {
            this.host = host;
            this.job = job;
        }

        void add(Caller caller) {
            callers.add(caller);
            caller.future.addDoneCallback(done -> {
                if (done.cancelled()) {
                    forget(caller);
                }
            });
        }

        private void forget(Caller caller) {
            callers.remove(caller);
            if (callers.isEmpty() && !job.done()) {
                running.remove(host, this);
                job.cancel();
            }
        }

        void done(Future<?> done) {
            running.remove(host, this);
            Throwable failure = job.cancelled() ? null : job.exception().orElse(null);
            for (Caller caller : List.copyOf(callers)) {
                if (failure != null) {
                    if (!caller.future.done()) {
                        caller.future.setException(failure);
                    }
                } else if (job.cancelled()) {
                    caller.future.cancel("the loop's look-ups were ended");
                } else {
                    caller.answer(job.result());
                }
            }
        }
    }
}
