package dev.rondo.net;

import static dev.rondo.Rondo.run;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.SelectorProvider;
import org.junit.jupiter.api.Test;

/**
 * Calls of the JDK take locks, and a task that meets a held one is suspended in the call: what
 * other tasks write and read meanwhile, the channels do here themselves.
 */
class LentBufferTest {
    private interface Step {
        void run() throws IOException;
    }

    /** Does something else before it takes or gives bytes. */
    private static final class Channel extends AbstractSelectableChannel implements ByteChannel {
        private final Step meanwhile;
        private String written = "";

        Channel(Step meanwhile) {
            super(SelectorProvider.provider());
            this.meanwhile = meanwhile;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            meanwhile.run();
            int count = source.remaining();
            written += US_ASCII.decode(source);
            return count;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            target.put((byte) 'r');
            meanwhile.run();
            return 1;
        }

        @Override
        public int validOps() {
            return 0;
        }

        @Override
        protected void implCloseSelectableChannel() {}

        @Override
        protected void implConfigureBlocking(boolean blocking) {}
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }

    @Test
    void callThatIsSuspendedKeepsItsBytes() throws Exception {
        run(() -> {
            ChannelWatcher watcher = new ChannelWatcher();
            Channel other = new Channel(() -> {});
            NioDescriptor otherEnd = new NioDescriptor(watcher, other, null);
            Channel channel = new Channel(() -> otherEnd.write(text("other")));
            NioDescriptor end = new NioDescriptor(watcher, channel, null);
            end.write(text("first"));
            assertThat(channel.written).isEqualTo("first");
            assertThat(other.written).isEqualTo("other");
            ByteBuffer target = ByteBuffer.allocate(10);
            end.read(target);
            assertThat(US_ASCII.decode(target.flip()).toString()).isEqualTo("r");
            watcher.close();
        });
    }
}
