package dev.rondo.http.server;

import dev.rondo.CancelledError;
import dev.rondo.EventLoop;
import dev.rondo.KeyboardInterrupt;
import dev.rondo.Rondo;
import dev.rondo.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An app a loop, on one port, for which the system spreads the connections: each loop on a thread
 * of its own, and the task that started them waits. The loops share nothing.
 */
final class ManyLoops {
    /** A loop that was started. Of any thread. */
    private static final class Member {
        final CompletableFuture<HttpServer> server = new CompletableFuture<>(); // once it accepts
        final CompletableFuture<Void> end = new CompletableFuture<>(); // once its thread is done
        private @Nullable Runnable cancel; // guarded by this
        private boolean stopping; // guarded by this

        /** Says that the current task is its program, unless it is to stop already. */
        synchronized boolean begin() {
            EventLoop loop = Rondo.runningLoop();
            Task<?> program = Rondo.currentTask().orElseThrow();
            cancel = () -> loop.callSoonThreadsafe(() -> program.cancel("all loops stop"));
            return !stopping;
        }

        /** Has it end, in whatever state it is; what is open in it is closed in good order. */
        synchronized void stop() {
            stopping = true;
            if (cancel != null && !end.isDone()) {
                try {
                    cancel.run();
                } catch (IllegalStateException e) {
                    // its loop has just closed
                }
            }
        }
    }

    private final ServeOptions options;
    private final Callable<App> factory;
    private final List<Member> members = new ArrayList<>();

    ManyLoops(ServeOptions options, Callable<App> factory) {
        this.options = options.withListening(options.listening().withReusePort(true));
        this.factory = factory;
    }

    /** Serves until the calling task is cancelled or a loop ends; then all end in good order. */
    void serve(int loops) {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        try (Termination _ = new Termination(() -> asked.complete(null))) {
            ServeOptions each = options;
            for (int number = 1; number <= loops; number++) {
                Member member = start("loop " + number, each);
                members.add(member);
                HttpServer server = Rondo.await(member.server);
                if (number == 1) {
                    each = options.withPort(server.port()); // which the system may have chosen
                    server.announce();
                }
            }
            Rondo.await(CompletableFuture.anyOf(asked, CompletableFuture.anyOf(ends())));
        } finally {
            Rondo.shielded(this::stop);
        }
    }

    private CompletableFuture<?>[] ends() {
        return members.stream().map(member -> member.end).toArray(CompletableFuture<?>[]::new);
    }

    private Member start(String name, ServeOptions each) {
        Member member = new Member();
        Thread.ofPlatform()
                .name(name)
                .start(() -> {
                    try {
                        Rondo.run(() -> run(each, member));
                        member.end.complete(null);
                    } catch (KeyboardInterrupt | CancelledError e) { // Ctrl-C reaches every loop
                        member.end.complete(null);
                    } catch (Throwable e) { // handed to the task that waits
                        member.server.completeExceptionally(e);
                        member.end.completeExceptionally(e);
                    }
                });
        return member;
    }

    private void run(ServeOptions each, Member member) throws Exception {
        if (!member.begin()) {
            return;
        }
        try (HttpServer server = factory.call().start(each)) {
            member.server.complete(server);
            server.serveForever();
        }
    }

    /** Stops all at the same time, and waits for them. */
    private void stop() {
        members.forEach(Member::stop);
        Rondo.await(CompletableFuture.allOf(ends()).exceptionally(_ -> null));
    }
}
