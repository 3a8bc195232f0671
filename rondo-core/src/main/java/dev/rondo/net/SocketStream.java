package dev.rondo.net;

import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.SendFileOptions;
import dev.rondo.stream.StreamClosedException;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.StreamInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A TCP or Unix connection.
 *
 * <p>Reads wait first and then read once: a peer that answers requests is never readable right
 * away, and the failed attempt would cost a system call. Only after a read that filled its buffer
 * is the next one tried at once.
 */
final class SocketStream implements ByteStream {
    private final Descriptor descriptor;
    private @Nullable StreamInfo info; // made when asked for: it costs system calls
    private @Nullable Object name; // the peer, for messages; made when asked for
    private boolean readAtOnce;
    private boolean reading;
    private boolean writing;
    private boolean inputEnded;
    private boolean outputEnded;
    private @Nullable StreamException
            reset; // the system tells once, and then that the peer's bytes have ended

    /** Creates a stream of something that has no addresses. */
    SocketStream(Descriptor descriptor, StreamInfo info, Object name) {
        this.descriptor = descriptor;
        this.info = info;
        this.name = name;
    }

    /** Creates a stream of a connection, whose addresses are asked for when somebody wants them. */
    SocketStream(Descriptor descriptor) {
        this.descriptor = descriptor;
        Unclosed.watch(this, descriptor);
    }

    Descriptor descriptor() {
        return descriptor;
    }

    Object name() {
        Object known = name;
        if (known == null) {
            known = nameOf(info());
            name = known;
        }
        return known;
    }

    private Object nameOf(StreamInfo info) {
        Optional<SocketAddress> peer = info.peer();
        return peer.isPresent() && !peer.get().toString().isEmpty()
                ? peer.get()
                : info.local().map(Object.class::cast).orElse(descriptor);
    }

    @Override
    public int read(ByteBuffer target) {
        checkOpen("read from");
        if (!target.hasRemaining()) {
            return 0;
        }
        if (target.isReadOnly()) { // the system would write to it all the same
            throw new ReadOnlyBufferException();
        }
        if (inputEnded) {
            return -1;
        }
        if (reading) {
            throw new IllegalStateException("Another task is reading from " + this);
        }
        reading = true;
        try {
            return readWhenReady(target);
        } catch (IOException e) {
            throw broken("read from", e);
        } finally {
            reading = false;
        }
    }

    @Override
    public void waitReadable() {
        checkOpen("read from");
        if (inputEnded || readAtOnce) {
            return;
        }
        if (reading) {
            throw new IllegalStateException("Another task is reading from " + this);
        }
        reading = true;
        try {
            descriptor.awaitReadable();
            checkOpen("read from");
            readAtOnce = true; // the poller has told already
        } catch (IOException e) {
            throw broken("read from", e);
        } finally {
            reading = false;
        }
    }

    private int readWhenReady(ByteBuffer target) throws IOException {
        while (true) {
            if (!readAtOnce) {
                descriptor.awaitReadable();
                checkOpen("read from");
            }
            int count = descriptor.read(target);
            readAtOnce = count > 0 && !target.hasRemaining();
            if (count > 0) {
                return count;
            }
            if (count < 0) {
                throwReset();
                inputEnded = true;
                return -1;
            }
        }
    }

    @Override
    public boolean isReadable() {
        descriptor.checkThread("isReadable()");
        if (descriptor.isClosed() || inputEnded) {
            return true;
        }
        try {
            boolean found = descriptor.isReadableNow();
            readAtOnce |= found;
            return found;
        } catch (IOException e) {
            return true; // whatever it is, a read meets it, too
        }
    }

    @Override
    public void onHangUp(Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        checkOpen("watch");
        try {
            descriptor.onHangUp(callback);
        } catch (IOException e) {
            throw broken("watch", e);
        }
    }

    @Override
    public void removeOnHangUp() {
        descriptor.checkThread("removeOnHangUp()");
        descriptor.removeOnHangUp();
    }

    // ---- Writing

    private void beginToWrite() {
        checkWritable();
        if (writing) {
            throw new IllegalStateException("Another task is writing to " + this);
        }
        writing = true;
    }

    @Override
    public void write(ByteBuffer source) {
        beginToWrite();
        try {
            while (source.hasRemaining()) {
                if (descriptor.write(source) == 0) {
                    descriptor.awaitWritable();
                    checkWritable();
                }
            }
        } catch (IOException e) {
            throw broken("write to", e);
        } finally {
            writing = false;
        }
    }

    @Override
    public void write(ByteBuffer... sources) {
        beginToWrite();
        try {
            int from = GatheredBytes.first(sources, 0);
            while (from < sources.length) {
                if (descriptor.write(sources, from) == 0) {
                    descriptor.awaitWritable();
                    checkWritable();
                }
                from = GatheredBytes.first(sources, from);
            }
        } catch (IOException e) {
            throw broken("write to", e);
        } finally {
            writing = false;
        }
    }

    @Override
    public int tryWrite(ByteBuffer source) {
        checkWritable();
        if (writing) {
            return 0;
        }
        try {
            int before = source.remaining();
            while (source.hasRemaining() && descriptor.write(source) > 0) {}
            return before - source.remaining();
        } catch (IOException e) {
            throw broken("write to", e);
        }
    }

    @Override
    public long tryWrite(ByteBuffer... sources) {
        checkWritable();
        if (writing) {
            return 0;
        }
        try {
            long total = 0;
            int from = GatheredBytes.first(sources, 0);
            while (from < sources.length) {
                long count = descriptor.write(sources, from);
                if (count == 0) {
                    break;
                }
                total += count;
                from = GatheredBytes.first(sources, from);
            }
            return total;
        } catch (IOException e) {
            throw broken("write to", e);
        }
    }

    @Override
    public long sendFile(Path file, SendFileOptions options) {
        checkRegular(file);
        FileFeed.Progress progress = new FileFeed.Progress();
        beginToWrite();
        try (FileFeed feed = descriptor.feed(file)) {
            if (feed != null) {
                feed.sendTo(descriptor, options, progress, this::checkWritable);
            }
        } catch (IOException e) {
            throw broken("write to", e);
        } finally {
            writing = false;
        }
        return progress.isComplete()
                ? progress.sent()
                : progress.sent() + ByteStream.super.sendFile(file, options.after(progress.sent()));
    }

    private static void checkRegular(Path file) {
        try {
            if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
                throw new IllegalArgumentException(
                        "Only a regular file can be sent: " + file + "\nRead others and write");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long sendFile(FileChannel file, SendFileOptions options) {
        Objects.requireNonNull(file, "file");
        FileFeed.Progress progress = new FileFeed.Progress();
        beginToWrite();
        try (FileFeed feed = descriptor.feed(file)) {
            if (feed != null) {
                feed.sendTo(descriptor, options, progress, this::checkWritable);
            }
        } catch (IOException e) {
            throw broken("write to", e);
        } finally {
            writing = false;
            leaveBehind(file, options.offset() + progress.sent());
        }
        return progress.isComplete()
                ? progress.sent()
                : progress.sent() + ByteStream.super.sendFile(file, options.after(progress.sent()));
    }

    private static void leaveBehind(FileChannel file, long position) {
        try {
            if (file.isOpen()) {
                file.position(position);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The file cannot be positioned", e);
        }
    }

    // ---- Checks

    private void checkOpen(String operation) {
        descriptor.checkThread(operation);
        if (descriptor.isClosed()) {
            throw IoFailure.closed(operation, name());
        }
    }

    private void checkWritable() {
        checkOpen("write to");
        if (outputEnded) {
            throw new StreamClosedException("write to", name(), "writeEof() was called");
        }
    }

    private StreamException broken(String operation, IOException cause) {
        StreamException failure = IoFailure.of(operation, name(), cause);
        if (failure instanceof ConnectionResetException) {
            reset = failure;
        }
        return failure;
    }

    private void throwReset() {
        StreamException told = reset;
        if (told != null) {
            throw told;
        }
    }

    @Override
    public void writeEof() {
        checkOpen("end");
        if (!outputEnded) {
            outputEnded = true;
            try {
                descriptor.shutdownOutput();
            } catch (IOException e) {
                throw broken("end", e);
            }
        }
    }

    @Override
    public boolean canWriteEof() {
        return true;
    }

    @Override
    public void close() {
        keepAddresses();
        descriptor.close();
    }

    /** The JDK has the addresses at hand, and forgets them at the close. */
    private void keepAddresses() {
        if (descriptor instanceof NioDescriptor) {
            name();
        }
    }

    @Override
    public void abort() {
        if (!descriptor.isClosed()) {
            descriptor.checkThread("abort() of a socket");
            keepAddresses();
            try {
                descriptor.resetOnClose();
            } catch (IOException e) {
                // Then it is closed without a reset.
            }
            descriptor.close();
        }
    }

    @Override
    public boolean isClosed() {
        return descriptor.isClosed();
    }

    @Override
    public StreamInfo info() {
        StreamInfo known = info;
        if (known == null) {
            known =
                    new StreamInfo(
                            descriptor.addressIfKnown(false),
                            descriptor.addressIfKnown(true),
                            Optional.empty(),
                            Optional.empty());
            info = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return "<SocketStream "
                + info().local().map(Object::toString).orElse("?")
                + " - "
                + name()
                + (isClosed() ? " closed" : "")
                + ">";
    }
}
