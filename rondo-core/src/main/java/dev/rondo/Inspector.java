package dev.rondo;

import java.nio.file.Path;

/**
 * Tells a program outside what the loops of this one do: the seam between the watchdog, which
 * notices that somebody asks, and what answers. Found by {@link java.util.ServiceLoader} when the
 * first one asks, so that nothing of it is loaded before; Rondo's own is in {@code
 * dev.rondo.inspect}. Not for programs to implement.
 */
public interface Inspector {
    /**
     * Answers until the visitor has enough, and throws nothing that comes from it. Called on a
     * thread of its own.
     *
     * @param socket a Unix socket on which the visitor listens, in a folder of this program's user
     */
    void answer(Path socket);
}
