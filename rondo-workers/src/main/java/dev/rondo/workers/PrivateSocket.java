package dev.rondo.workers;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A listening Unix socket in a folder of its own that only this user may enter. Both are deleted
 * when it is closed, and at a regular exit.
 */
final class PrivateSocket implements Closeable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TOKEN_BYTES = 32;

    private final Path folder;
    private final Path path;
    private final ServerSocketChannel server;
    private final Thread atExit = new Thread(this::delete, "rondo-socket");

    private PrivateSocket(Path folder, ServerSocketChannel server) {
        this.folder = folder;
        this.path = folder.resolve("s");
        this.server = server;
    }

    static PrivateSocket open(String prefix) throws IOException {
        Path folder =
                Files.createTempDirectory(
                        prefix,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        PrivateSocket socket =
                new PrivateSocket(folder, ServerSocketChannel.open(StandardProtocolFamily.UNIX));
        try {
            socket.server.bind(UnixDomainSocketAddress.of(socket.path));
            Runtime.getRuntime().addShutdownHook(socket.atExit);
        } catch (IOException | IllegalStateException e) { // in the midst of an exit
            socket.delete();
            socket.server.close();
            throw e;
        }
        return socket;
    }

    /** Returns what the other side has to show: nobody guesses it. */
    static String token() {
        byte[] bytes = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    Path path() {
        return path;
    }

    ServerSocketChannel server() {
        return server;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // It is not listening any more, either way.
        }
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The exit has begun; it deletes nothing twice.
        }
    }

    private void delete() {
        try {
            Files.deleteIfExists(path);
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // Somebody put another file in: left, as the folder is.
        }
    }
}
