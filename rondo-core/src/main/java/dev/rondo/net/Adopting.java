package dev.rondo.net;

import dev.rondo.Rondo;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Datagrams;
import dev.rondo.stream.Listener;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.Optional;

/** Makes streams, listeners and ends for datagrams of channels that come from elsewhere. */
final class Adopting {
    private Adopting() {}

    static ByteStream stream(SocketChannel channel) {
        Objects.requireNonNull(channel, "channel");
        if (channel.isOpen() && !channel.isConnected()) {
            throw new IllegalArgumentException("Only a connected channel is a stream: " + channel);
        }
        return adopt(channel, SocketStream::new);
    }

    static Listener listener(ServerSocketChannel channel) {
        Objects.requireNonNull(channel, "channel");
        return adopt(
                channel,
                descriptor -> {
                    if (channel.getLocalAddress() == null) {
                        throw new IllegalArgumentException(
                                "Only a bound channel can listen: " + channel);
                    }
                    return new SocketListener(descriptor, false);
                });
    }

    static Datagrams datagrams(DatagramChannel channel) {
        Objects.requireNonNull(channel, "channel");
        return adopt(channel, SocketDatagrams::new);
    }

    static ByteStream source(Pipe.SourceChannel channel) {
        Objects.requireNonNull(channel, "channel");
        return adopt(channel, descriptor -> new PipeStream(descriptor, channel, true));
    }

    static ByteStream sink(Pipe.SinkChannel channel) {
        Objects.requireNonNull(channel, "channel");
        return adopt(channel, descriptor -> new PipeStream(descriptor, channel, false));
    }

    /** Returns the channel that whoever started this process passed on as its standard input. */
    static <C extends Channel> Optional<C> inherited(Class<C> type) {
        try {
            Channel channel = System.inheritedChannel();
            return type.isInstance(channel) ? Optional.of(type.cast(channel)) : Optional.empty();
        } catch (IOException e) {
            throw IoFailure.of("adopt", "the inherited channel", e);
        }
    }

    /** What is made of a descriptor. */
    private interface Making<T> {
        T make(Descriptor descriptor) throws IOException;
    }

    private static <T> T adopt(SelectableChannel channel, Making<T> making) {
        ChannelWatcher watcher = SocketPoller.of(Rondo.runningLoop()).channels();
        NioDescriptor descriptor = new NioDescriptor(watcher, channel, null);
        boolean adopted = false;
        try {
            watcher.checkUnused(channel);
            T made = making.make(descriptor);
            channel.configureBlocking(false);
            watcher.adopt(descriptor); // until here the channel is the caller's
            adopted = true;
            return made;
        } catch (IOException e) {
            throw IoFailure.of("adopt", channel, e);
        } finally {
            if (!adopted) {
                descriptor.disowned(); // nobody has to close it
            }
        }
    }
}
