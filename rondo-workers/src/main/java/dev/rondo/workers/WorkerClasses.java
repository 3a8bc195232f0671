package dev.rondo.workers;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * In a worker, the classes that its class path lacks, from the process that started it: those of a
 * program that was compiled into memory, as {@code rondo run FILE.java} and {@code java FILE.java}
 * do.
 */
final class WorkerClasses extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final Outgoing out;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<byte[]>> asked = new ConcurrentHashMap<>();

    WorkerClasses(ClassLoader parent, Outgoing out) {
        super("rondo-worker", parent);
        this.out = out;
    }

    /** Hears the answer to what was asked; the reading thread. */
    void answered(Frame frame) {
        CompletableFuture<byte[]> asker = asked.remove(frame.id());
        if (asker != null) {
            asker.complete(frame.parcel().graph());
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        long id = ids.incrementAndGet();
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        asked.put(id, answer);
        out.send(Frame.ofBytes(Frame.Type.WANTED, id, name.getBytes(StandardCharsets.UTF_8)));
        byte[] bytes = answer.join();
        if (bytes.length == 0) {
            throw new ClassNotFoundException(name);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : defineClass(name, bytes, 0, bytes.length);
        }
    }
}
