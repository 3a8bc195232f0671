package dev.rondo.workers;

import java.io.InputStream;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The classes of the program whose code workers run, for those that ask for a class file and for
 * results: of the context class loader, and of the loaders of all code that was given. A program
 * that was compiled into memory has a loader of its own, which need not be the context's.
 */
final class ProgramClasses extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final CopyOnWriteArrayList<ClassLoader> known = new CopyOnWriteArrayList<>();

    ProgramClasses() {
        super("rondo-program", Loaders.current());
    }

    /** Notes where code comes from. Any thread. */
    void note(Object code) {
        ClassLoader loader = written(code).getClass().getClassLoader();
        if (loader != null && loader != getParent()) {
            known.addIfAbsent(loader);
        }
    }

    /** Returns what the user wrote inside of what is sent. */
    private static Object written(Object code) {
        return switch (code) {
            case Chunk<?, ?> chunk -> chunk.function();
            case Bodies.ActionBody body -> body.action();
            default -> code;
        };
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        for (ClassLoader loader : known) {
            try {
                return loader.loadClass(name);
            } catch (ClassNotFoundException e) {
                // Perhaps the next has it.
            }
        }
        throw new ClassNotFoundException(name);
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        // Not super's: that asks for a URL, which classes in memory need not have.
        InputStream found = getParent().getResourceAsStream(name);
        for (ClassLoader loader : known) {
            if (found == null) {
                found = loader.getResourceAsStream(name);
            }
        }
        return found;
    }
}
