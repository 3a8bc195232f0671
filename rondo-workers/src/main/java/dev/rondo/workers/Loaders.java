package dev.rondo.workers;

/** Where a program's classes are. */
final class Loaders {
    private Loaders() {}

    /** Returns the loader of the calling thread's program. */
    static ClassLoader current() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : ClassLoader.getSystemClassLoader();
    }
}
