package dev.rondo.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Runs the main method of a compiled program in this JVM and collects what it prints. */
final class Program {
    private static final String FACTORY = "rondo.loopFactory";

    private final Class<?> type;
    private final List<Output.Line> lines = Collections.synchronizedList(new ArrayList<>());
    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    private Program(Class<?> type) {
        this.type = type;
    }

    /** Returns one of the examples. */
    static Program named(String name) {
        try {
            return new Program(Class.forName(name));
        } catch (ClassNotFoundException e) {
            throw new AssertionError("There is no example " + name, e);
        }
    }

    /** Returns a program that the test compiled. */
    static Program of(Class<?> type) {
        return new Program(type);
    }

    /** Runs it with all its loops on virtual time. */
    Output onVirtualTime(String... arguments) {
        VirtualLoops.reset();
        System.setProperty(FACTORY, VirtualLoops.class.getName());
        try {
            return collect(VirtualLoops::now, arguments);
        } finally {
            System.clearProperty(FACTORY);
        }
    }

    /** Runs it as a user does. */
    Output onRealTime(String... arguments) {
        long begin = System.nanoTime();
        return collect(() -> Duration.ofNanos(System.nanoTime() - begin), arguments);
    }

    private Output collect(Supplier<Duration> clock, String... arguments) {
        PrintStream console = System.out;
        Logger logger = Logger.getLogger("dev.rondo");
        Handler listener = new Listener();
        logger.addHandler(listener);
        logger.setUseParentHandlers(false);
        System.setOut(new PrintStream(new Lines(clock), true, StandardCharsets.UTF_8));
        try {
            callMain(arguments);
        } finally {
            System.setOut(console);
            logger.setUseParentHandlers(true);
            logger.removeHandler(listener);
        }
        return new Output(List.copyOf(lines), List.copyOf(warnings), clock.get());
    }

    private void callMain(String... arguments) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            Object program = constructor.newInstance();
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals("main")) {
                    method.setAccessible(true);
                    boolean plain = method.getParameterCount() == 0;
                    method.invoke(program, plain ? new Object[0] : new Object[] {arguments});
                    return;
                }
            }
        } catch (InvocationTargetException e) {
            throw new AssertionError(type + " ended by an exception", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError(type + " has no main method");
    }

    /** Cuts what is printed into lines. The stream that writes here does so under its lock. */
    private final class Lines extends ByteArrayOutputStream {
        private final Supplier<Duration> clock;

        Lines(Supplier<Duration> clock) {
            this.clock = clock;
        }

        @Override
        public void flush() {
            String text = toString(StandardCharsets.UTF_8);
            if (text.endsWith("\n")) {
                reset();
                double seconds = clock.get().toMillis() / 1e3;
                text.lines().forEach(line -> lines.add(new Output.Line(seconds, line)));
            }
        }
    }

    private final class Listener extends Handler {
        @Override
        public void publish(LogRecord record) {
            warnings.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
