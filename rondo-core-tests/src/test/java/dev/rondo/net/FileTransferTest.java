package dev.rondo.net;

import static dev.rondo.Rondo.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Action;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file on its way when the system changes its mind. */
class FileTransferTest {
    @TempDir private Path folder;

    /** A socket whose system sends three bytes and then says that it cannot. */
    private static final class ThreeBytes extends Descriptor {
        @Override
        FileFeed feed(FileTransfer file) {
            return (position, count) -> position == 0 ? 3 : FileFeed.NOT_AVAILABLE;
        }

        @Override
        boolean armRead() {
            return false;
        }

        @Override
        boolean armWrite() {
            return false;
        }

        @Override
        int read(ByteBuffer target) {
            return 0;
        }

        @Override
        int write(ByteBuffer source) {
            return 0;
        }

        @Override
        void shutdownOutput() {}

        @Override
        void resetOnClose() {}

        @Override
        boolean finishConnect() {
            return true;
        }

        @Override
        @Nullable Descriptor accept() {
            return null;
        }

        @Override
        @Nullable SocketAddress receive(ByteBuffer target) {
            return null;
        }

        @Override
        boolean send(ByteBuffer source, @Nullable SocketAddress to) {
            return false;
        }

        @Override
        void membership(InetAddress group, NetworkInterface on, boolean join) {}

        @Override
        SocketAddress localAddress() {
            return SystemSockets.tcp();
        }

        @Override
        @Nullable SocketAddress remoteAddress() {
            return null;
        }

        @Override
        void release() {}
    }

    @Test
    void whatTheSystemDoesNotSendAnyMoreIsCopied() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "0123456789");
        ByteArrayOutputStream copied = new ByteArrayOutputStream();
        Action<IOException> body =
                () -> {
                    try (FileTransfer transfer =
                            FileTransfer.of(file, SendFileOptions.defaults())) {
                        assertThat(transfer.feed(new ThreeBytes(), () -> {})).isFalse();
                        transfer.copy(piece -> {
                            while (piece.hasRemaining()) {
                                copied.write(piece.get());
                            }
                        });
                        assertThat(transfer.sent()).isEqualTo(10);
                    }
                };
        run(body);
        assertThat(copied).hasToString("3456789");
    }
}
