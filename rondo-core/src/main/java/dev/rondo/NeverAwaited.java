package dev.rondo;

import dev.rondo.engine.Strand;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Watches for coroutines that are dropped without having run. */
final class NeverAwaited {
    /** What is known of a coroutine without holding it. */
    static final class Forgotten implements Runnable {
        private final String name;
        private final CreationTrace created;
        private final @Nullable EventLoop loop;
        private final long number =
                COUNTER.incrementAndGet(); // the order of making, for reports at closing
        private final AtomicBoolean settled = new AtomicBoolean();

        private Forgotten(String name, CreationTrace created, @Nullable EventLoop loop) {
            this.name = name;
            this.created = created;
            this.loop = loop;
        }

        long number() {
            return number;
        }

        String site() {
            return created.site();
        }

        /** Says that nothing is to be reported any more; returns false if that was so before. */
        boolean settle() {
            if (!settled.compareAndSet(false, true)) {
                return false;
            }
            if (loop != null) {
                loop.reports().forget(this);
            }
            return true;
        }

        /** The garbage collector found it. Called by the cleaner's thread. */
        @Override
        public void run() {
            if (settle()) {
                if (loop != null && !loop.isClosed()) {
                    loop.failures().reportSoon(context(), new Context());
                } else {
                    System.getLogger("dev.rondo")
                            .log(System.Logger.Level.WARNING, context().message());
                }
            }
        }

        ExceptionContext context() {
            return new ExceptionContext(
                    "Coroutine "
                            + name
                            + " was never awaited\n"
                            + "await() it, give it to createTask(), or close() it; it was created:"
                            + created.text());
        }
    }

    private static final AtomicLong COUNTER = new AtomicLong();
    static final Cleaner CLEANER = Cleaner.create();

    private NeverAwaited() {}

    static Forgotten track(Object coroutine, String name) {
        Strand strand = Strand.current();
        EventLoop loop = strand == null ? null : LoopHost.loopOf(strand);
        // More than the place in debug mode only: naming it is a coroutine's use.
        boolean debug = loop == null ? DebugMode.DEFAULT : loop.debug();
        CreationTrace created = debug ? CreationTrace.capture() : CreationTrace.captureSite();
        Forgotten record = new Forgotten(name, created, loop);
        CLEANER.register(coroutine, record);
        if (loop != null) {
            loop.reports().watch(record);
        }
        return record;
    }
}
