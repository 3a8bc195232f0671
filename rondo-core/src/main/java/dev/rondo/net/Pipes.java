package dev.rondo.net;

import dev.rondo.Rondo;
import dev.rondo.stream.ByteStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/** Opens pipes that have a name: FIFOs, /dev/stdin, terminals. */
final class Pipes {
    private Pipes() {}

    static ByteStream open(Path path, boolean reading) {
        Objects.requireNonNull(path, "path");
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
                throw new IllegalArgumentException(
                        "Not a pipe: "
                                + path
                                + "\nA file never makes its reader wait: read it by toThread()");
            }
            Descriptor descriptor = SocketPoller.of(Rondo.runningLoop()).pipe(path, reading);
            return new PipeStream(descriptor, path, reading);
        } catch (IOException e) {
            throw IoFailure.of("open", path, e);
        }
    }
}
