package dev.rondo.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A file of a {@link Disk} that is open; or a folder, which can be forced and not read. */
final class DiskChannel extends FileChannel {
    private static final int PIECE = 8192; // bytes that a transfer moves at a time

    private final Disk disk;
    private final DiskPath path;
    private final Inode inode;
    private final DiskMode mode;
    private long position;

    DiskChannel(Disk disk, DiskPath path, Inode inode, DiskMode mode) {
        this.disk = disk;
        this.path = path;
        this.inode = inode;
        this.mode = mode;
    }

    private FileContent content() throws IOException {
        if (inode instanceof Inode.OfFile file) {
            return file.content();
        }
        throw new IOException("Is a directory");
    }

    private void checkOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    private void checkReads() throws ClosedChannelException {
        checkOpen();
        if (!mode.reads()) {
            throw new NonReadableChannelException();
        }
    }

    private void checkWrites() throws ClosedChannelException {
        checkOpen();
        if (!mode.writes()) {
            throw new NonWritableChannelException();
        }
    }

    private static void checkPlace(long place) {
        if (place < 0) {
            throw new IllegalArgumentException("Negative position: " + place);
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int count = read(target, position);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public int read(ByteBuffer target, long place) throws IOException {
        checkPlace(place);
        checkReads();
        return disk.calls()
                .call(
                        "read",
                        path,
                        () -> {
                            byte[] bytes = new byte[target.remaining()];
                            FileContent content = content();
                            disk.rot(content);
                            int from = (int) Math.min(place, Integer.MAX_VALUE);
                            int count = content.read(from, bytes, 0, bytes.length);
                            if (count > 0) {
                                target.put(bytes, 0, count);
                            }
                            return count;
                        });
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        long sum = 0;
        for (int i = offset; i < offset + length; i++) {
            int count = read(targets[i]);
            if (count < 0) {
                return sum == 0 ? -1 : sum;
            }
            sum += count;
        }
        return sum;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return write(source, position, true);
    }

    @Override
    public int write(ByteBuffer source, long place) throws IOException {
        checkPlace(place);
        return write(source, place, false);
    }

    private int write(ByteBuffer source, long place, boolean moves) throws IOException {
        checkWrites();
        return disk.calls()
                .call(
                        "write",
                        path,
                        () -> {
                            disk.checkWritable(path);
                            FileContent content = content();
                            long from = mode.appends() ? content.size() : place;
                            long room = disk.room(content, from);
                            int count = (int) Math.min(room, source.remaining());
                            if (count == 0 && source.hasRemaining()) {
                                throw new IOException("No space left on device");
                            }
                            byte[] bytes = new byte[count];
                            source.get(bytes);
                            content.write((int) from, bytes);
                            disk.tree().touch(inode);
                            if (mode.synced()) {
                                content.force();
                            }
                            if (moves) {
                                position = from + count;
                            }
                            return count;
                        });
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        long sum = 0;
        for (int i = offset; i < offset + length; i++) {
            while (sources[i].hasRemaining()) {
                sum += write(sources[i]);
            }
        }
        return sum;
    }

    @Override
    public long position() throws IOException {
        checkOpen();
        return mode.appends() ? content().size() : position;
    }

    @Override
    public FileChannel position(long place) throws IOException {
        checkPlace(place);
        checkOpen();
        position = place;
        return this;
    }

    @Override
    public long size() throws IOException {
        checkOpen();
        return inode.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        checkPlace(size);
        checkWrites();
        disk.calls()
                .call(
                        "truncate",
                        path,
                        () -> {
                            disk.checkWritable(path);
                            if (size < content().size()) {
                                content().resize((int) size);
                                disk.tree().touch(inode);
                            }
                            return size;
                        });
        position = Math.min(position, size);
        return this;
    }

    @Override
    public void force(boolean metadata) throws IOException {
        checkOpen();
        disk.calls()
                .call(
                        "force",
                        path,
                        () -> {
                            disk.tree().force(inode);
                            return metadata;
                        },
                        this::forget);
    }

    private void forget() {
        if (inode instanceof Inode.OfFile file) {
            file.content().forget();
        }
    }

    @Override
    public long transferTo(long place, long count, WritableByteChannel target) throws IOException {
        checkPlace(place);
        long done = 0;
        while (done < count) {
            ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, count - done));
            if (read(piece, place + done) <= 0) {
                break;
            }
            piece.flip();
            while (piece.hasRemaining()) {
                done += target.write(piece);
            }
        }
        return done;
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long place, long count)
            throws IOException {
        checkPlace(place);
        long done = 0;
        while (done < count) {
            ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, count - done));
            if (source.read(piece) <= 0) {
                break;
            }
            piece.flip();
            while (piece.hasRemaining()) {
                done += write(piece, place + done);
            }
        }
        return done;
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long place, long size) {
        throw new UnsupportedOperationException(
                "Files of a simulated host are not mapped: no one would see what is written");
    }

    @Override
    public FileLock lock(long place, long size, boolean shared) throws IOException {
        return tryLock(place, size, shared); // no other process has a host's disk
    }

    @Override
    public FileLock tryLock(long place, long size, boolean shared) throws IOException {
        checkOpen();
        return disk.locks().add(new DiskLock(this, inode, place, size, shared, disk.locks()));
    }

    @Override
    protected void implCloseChannel() {
        disk.locks().closed(this);
    }

    @Override
    public String toString() {
        return "<DiskChannel " + path + ">";
    }
}
