package dev.rondo.http.server;

import dev.rondo.KeyboardInterrupt;
import dev.rondo.Rondo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * An app a loop, on one port, for which the system spreads the connections: each loop on a thread
 * of its own, and the task that started them waits. The loops share nothing.
 */
final class ManyLoops {
    /**
     * A loop that was started.
     *
     * @param server once it accepts
     * @param end once its thread is done
     */
    private record Member(CompletableFuture<HttpServer> server, CompletableFuture<Void> end) {}

    private final ServeOptions options;
    private final Callable<App> factory;
    private final List<Member> members = new ArrayList<>();

    ManyLoops(ServeOptions options, Callable<App> factory) {
        this.options = options.withListening(options.listening().withReusePort(true));
        this.factory = factory;
    }

    /** Serves until the calling task is cancelled or a loop ends; then all end in good order. */
    void serve(int loops) throws Exception {
        try {
            ServeOptions each = options;
            for (int number = 1; number <= loops; number++) {
                Member member = start("loop " + number, each);
                members.add(member);
                HttpServer server = Rondo.await(member.server());
                if (number == 1) {
                    each = options.withPort(server.port()); // which the system may have chosen
                    server.announce();
                }
            }
            Rondo.await(CompletableFuture.anyOf(ends()));
        } finally {
            Rondo.shielded(this::stop);
        }
    }

    private CompletableFuture<?>[] ends() {
        return members.stream().map(Member::end).toArray(CompletableFuture<?>[]::new);
    }

    private Member start(String name, ServeOptions each) {
        Member member = new Member(new CompletableFuture<>(), new CompletableFuture<>());
        Thread.ofPlatform().name(name).start(() -> {
            try {
                Rondo.run(() -> run(each, member));
                member.end().complete(null);
            } catch (KeyboardInterrupt e) { // Ctrl-C reaches every loop
                member.end().complete(null);
            } catch (Throwable e) { // handed to the task that waits
                member.server().completeExceptionally(e);
                member.end().completeExceptionally(e);
            }
        });
        return member;
    }

    private void run(ServeOptions each, Member member) throws Exception {
        try (HttpServer server = factory.call().start(each)) {
            member.server().complete(server);
            server.serveForever();
        }
    }

    /** Stops all at the same time, and waits for them. */
    private void stop() {
        for (Member member : members) {
            if (member.server().isDone() && !member.server().isCompletedExceptionally()) {
                member.server().join().stopFromAnotherThread();
            }
        }
        Rondo.await(CompletableFuture.allOf(ends()).exceptionally(_ -> null));
    }
}
