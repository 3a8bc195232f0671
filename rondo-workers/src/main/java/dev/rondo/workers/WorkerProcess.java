package dev.rondo.workers;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.SerializableAction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of its own that runs one piece of code, on this JVM's class path, and exits.
 * multiprocessing: {@code Process}, by the start method {@code spawn}.
 *
 * {@snippet :
 * try (WorkerProcess child = WorkerProcess.start(() -> IO.println("child: " + ProcessHandle.current().pid()))) {
 *     child.join();
 * }
 * }
 *
 * <p>The exit code is 0 when the code returns, 1 when it throws (the stack trace goes to standard
 * error), what {@code System.exit} was given, or 128 and a signal's number. What it prints appears
 * here. It never outlives this process: one that is no daemon keeps this JVM from ending by itself,
 * as a thread does; a daemon is ended with it.
 *
 * <p>Any thread may call its methods. In a task those that wait suspend; elsewhere they block.
 */
public final class WorkerProcess implements AutoCloseable {
    private static final AtomicLong NUMBER = new AtomicLong();

    private final String name;
    private final boolean isDaemon;
    private final WorkerOptions options;
    private final CompletableFuture<Jvm> started = new CompletableFuture<>();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private volatile @Nullable String endedBefore; // destroyed before it had started

    private WorkerProcess(String name, boolean isDaemon, WorkerOptions options) {
        this.name = name;
        this.isDaemon = isDaemon;
        this.options = options;
    }

    /**
     * Starts code under a name of its own, not as a daemon. See {@link #start(String, boolean,
     * WorkerOptions, SerializableAction)}.
     */
    public static WorkerProcess start(SerializableAction<?> code) {
        return start("process-" + NUMBER.incrementAndGet(), false, WorkerOptions.defaults(), code);
    }

    /**
     * Starts code. Suspends in a task, blocks elsewhere, until the process is there.
     *
     * @param options grace, limits and arguments of the JVM; the rest is for {@link Workers}
     * @throws UnserializableException if the code cannot be sent; nothing was started then
     * @throws BrokenWorkerException if the process does not come up
     */
    public static WorkerProcess start(
            String name, boolean isDaemon, WorkerOptions options, SerializableAction<?> code) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(code, "code");
        Parcel parcel = Marshal.pack("code", Bodies.of(code));
        ProgramClasses classes = new ProgramClasses();
        classes.note(code);
        WorkerProcess process = new WorkerProcess(name, isDaemon, options);
        Thread life = Threads.unstarted("rondo-" + name, () -> process.live(parcel, classes));
        life.setDaemon(isDaemon);
        life.start();
        try {
            Threads.await(process.started.copy());
        } catch (CancelledError e) {
            process.kill();
            throw e;
        }
        return process;
    }

    /**
     * Starts a program: the static {@code main(String[])} of a class that is found where this
     * program's are. Otherwise as {@link #start(SerializableAction)}.
     */
    public static WorkerProcess startMain(String className, String... arguments) {
        Objects.requireNonNull(className, "className");
        List<String> copy = List.of(arguments);
        return start(() -> callMain(className, copy));
    }

    private static void callMain(String className, List<String> arguments) throws Throwable {
        Class<?> program =
                Class.forName(className, true, Thread.currentThread().getContextClassLoader());
        Method main = program.getDeclaredMethod("main", String[].class);
        if (!Modifier.isStatic(main.getModifiers())) {
            throw new NoSuchMethodException(className + ".main(String[]) is not static");
        }
        main.setAccessible(true);
        try {
            main.invoke(null, (Object) arguments.toArray(String[]::new));
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    /** The life of its thread: start, run, end. */
    private void live(Parcel code, ClassLoader classes) {
        CompletableFuture<Frame> answer = new CompletableFuture<>();
        Jvm jvm;
        try {
            jvm = Jvm.start(name, options, classes, answer::complete);
        } catch (Throwable e) { // whoever starts it is told
            started.completeExceptionally(e);
            exit.completeExceptionally(e);
            return;
        }
        started.complete(jvm);
        String before = endedBefore;
        if (before != null) {
            jvm.destroy(true, before);
        }
        jvm.send(new Frame(Frame.Type.CALL, 1, code));
        CompletableFuture.anyOf(answer, jvm.ended()).join();
        int code1 = 0;
        if (answer.isDone()) {
            code1 = answer.join().type() == Frame.Type.RESULT ? 0 : 1;
            if (code1 == 1) {
                report(answer.join(), classes);
            }
            jvm.end(options.grace());
        } else {
            jvm.ended().join();
            code1 = jvm.exitCode();
        }
        exit.complete(code1);
    }

    private void report(Frame failed, ClassLoader classes) {
        Object content =
                Marshal.unpack(
                        "exception",
                        failed.parcel(),
                        classes,
                        TypeFilter.with(options.filter().orElse(null)));
        if (content instanceof Failure failure) {
            System.err.println("Process " + name + " failed");
            failure.thrown().printStackTrace();
        }
    }

    /** Returns its name. */
    public String name() {
        return name;
    }

    /** Returns whether it is ended when this JVM has nothing else to do. */
    public boolean isDaemon() {
        return isDaemon;
    }

    /** Returns the number of the process. */
    public long pid() {
        return started.join().pid();
    }

    /** Returns whether it has not ended. */
    public boolean isAlive() {
        return !exit.isDone();
    }

    /** Returns the exit code, or empty while it is alive. */
    public OptionalInt exitCode() {
        return exit.isDone() ? OptionalInt.of(exit.join()) : OptionalInt.empty();
    }

    /** Waits until it has ended and returns the exit code. A cancellation leaves it alone. */
    public int join() {
        return Threads.await(exit.copy());
    }

    /** Waits at most for a time; returns whether it has ended. */
    public boolean join(Duration atMost) {
        Objects.requireNonNull(atMost, "atMost");
        if (Rondo.currentTask().isPresent()) {
            try {
                Rondo.timeout(atMost, () -> join());
                return true;
            } catch (dev.rondo.TimeoutException e) {
                return exit.isDone();
            }
        }
        return Threads.await(
                exit.thenApply(code -> true)
                        .completeOnTimeout(false, atMost.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** Asks it to end (SIGTERM): its shutdown hooks run. Does not wait. */
    public void terminate() {
        destroy(false, "was terminated");
    }

    /** Ends it at once (SIGKILL). Does not wait. */
    public void kill() {
        destroy(true, "was killed");
    }

    private void destroy(boolean forcibly, String why) {
        endedBefore = why;
        if (started.isDone() && !started.isCompletedExceptionally()) {
            started.join().destroy(forcibly, why);
        }
    }

    /** Ends it if it is alive: gently, after the grace by force; waits for its end. */
    @Override
    public void close() {
        if (isAlive()) {
            terminate();
            CompletableFuture.delayedExecutor(options.grace().toNanos(), TimeUnit.NANOSECONDS)
                    .execute(() -> {
                        if (isAlive()) {
                            kill();
                        }
                    });
        }
        Threads.awaitOr(exit, this::kill);
    }

    @Override
    public String toString() {
        return "process " + name + (isAlive() ? "" : " ended with " + exit.join());
    }
}
