package dev.rondo.net;

import static dev.rondo.Rondo.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.stream.SendFileOptions;
import dev.rondo.stream.StreamInfo;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file on its way when the system changes its mind. */
class FileFeedTest {
    @TempDir private Path folder;

    /** A socket whose system sends three bytes and then says that it cannot. */
    private static final class ThreeBytes extends Descriptor {
        private final ByteArrayOutputStream copied = new ByteArrayOutputStream();

        ThreeBytes() {
            super("read of");
        }

        @Override
        String noun() {
            return "connection";
        }

        @Override
        @Nullable SocketAddress addressToShow(boolean peer) {
            return null;
        }

        @Override
        FileFeed feed(Path file) {
            return (position, count) -> position == 0 ? 3 : FileFeed.NOT_AVAILABLE;
        }

        @Override
        @Nullable FileFeed feed(FileChannel file) {
            return null;
        }

        @Override
        boolean isReadableNow() {
            return false;
        }

        @Override
        boolean hasHungUp() {
            return false;
        }

        @Override
        void watchForHangUp() {}

        @Override
        long write(ByteBuffer[] sources, int from) {
            return write(sources[from]);
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
            int count = source.remaining();
            while (source.hasRemaining()) {
                copied.write(source.get());
            }
            return count;
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
        List<Long> progress = new ArrayList<>();
        run(() -> {
            ThreeBytes socket = new ThreeBytes();
            SocketStream stream = new SocketStream(socket, StreamInfo.none(), "a socket");
            SendFileOptions options = SendFileOptions.defaults().withProgress(progress::add);
            assertThat(stream.sendFile(file, options)).isEqualTo(10);
            assertThat(socket.copied).hasToString("3456789");
        });
        assertThat(progress).containsExactly(3L, 10L);
    }
}
