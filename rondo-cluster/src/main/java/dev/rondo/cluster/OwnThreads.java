package dev.rondo.cluster;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The threads on which workers serialise and call Hazelcast; daemons, never a loop's. */
final class OwnThreads {
    private static final int COUNT = 4; // serialising is what they do

    private OwnThreads() {}

    static ExecutorService pool(@Nullable ClassLoader classes) {
        return new ThreadPoolExecutor(
                COUNT,
                COUNT,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                code -> thread("rondo-cluster", classes, code),
                // What is still to be cancelled when all has ended is not.
                new ThreadPoolExecutor.DiscardPolicy());
    }

    static Thread thread(String name, @Nullable ClassLoader classes, Runnable code) {
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .inheritInheritableThreadLocals(false)
                        .name(name)
                        .unstarted(code);
        thread.setContextClassLoader(classes);
        return thread;
    }
}
