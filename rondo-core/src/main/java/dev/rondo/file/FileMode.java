package dev.rondo.file;

import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** What a file was opened for. */
record FileMode(boolean reads, boolean writes, boolean appends) {
    static FileMode of(Set<OpenOption> options) {
        boolean appends = options.contains(StandardOpenOption.APPEND);
        boolean writes = appends || options.contains(StandardOpenOption.WRITE);
        return new FileMode(options.contains(StandardOpenOption.READ) || !writes, writes, appends);
    }

    @Override
    public String toString() {
        return (reads ? "r" : "") + (appends ? "a" : writes ? "w" : "");
    }
}
