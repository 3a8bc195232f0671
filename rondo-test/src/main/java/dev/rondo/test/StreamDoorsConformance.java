package dev.rondo.test;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.waitAll;
import static dev.rondo.test.StreamMeans.assertClosed;
import static dev.rondo.test.StreamMeans.bytes;
import static dev.rondo.test.StreamMeans.one;
import static dev.rondo.test.StreamMeans.random;
import static dev.rondo.test.StreamMeans.read;
import static dev.rondo.test.StreamMeans.readBytes;
import static dev.rondo.test.StreamMeans.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Task;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.SendFileOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The part of {@link ByteStreamConformance} that is about the doors for protocols: gathered writes,
 * looking without reading, the peer's leaving, files. That is the one to extend.
 */
public abstract class StreamDoorsConformance extends StreamEndsConformance {
    private static final int PATIENCE = 1_000; // looks, each with time to settle

    StreamDoorsConformance() {}

    // ---- Gathered writes

    /** Splits data into buffers of all kinds, some of them empty. */
    private static ByteBuffer[] split(byte[] data, int... lengths) {
        List<ByteBuffer> parts = new ArrayList<>();
        int at = 0;
        for (int i = 0; at < data.length; i++) {
            int length = Math.min(lengths[i % lengths.length], data.length - at);
            ByteBuffer heap = ByteBuffer.wrap(data, at, length);
            parts.add(
                    switch (i % 3) {
                        case 0 -> heap;
                        case 1 -> ByteBuffer.allocateDirect(length).put(heap).flip();
                        default -> heap.asReadOnlyBuffer();
                    });
            at += length;
        }
        return parts.toArray(ByteBuffer[]::new);
    }

    /** Buffers of all kinds and sizes arrive as one row of bytes. */
    @Test
    public void gathersBuffersOfAllKinds() throws Exception {
        byte[] data = random(300_000);
        scenario((near, far) -> {
            ByteBuffer[] parts = split(data, 1, 100, 0, 1_000, 0, 70_000, 3);
            Task<?> writer = createTask(() -> near.write(parts));
            assertArrayEquals(data, readBytes(far, data.length));
            writer.await();
            for (ByteBuffer part : parts) {
                assertFalse(part.hasRemaining());
            }
            near.write(new ByteBuffer[0]);
        });
    }

    /** More buffers than a system call takes arrive, too. */
    @Test
    public void gathersManyBuffers() throws Exception {
        byte[] data = random(3_000);
        scenario((near, far) -> {
            Task<?> writer = createTask(() -> near.write(split(data, 1)));
            assertArrayEquals(data, readBytes(far, data.length));
            writer.await();
        });
    }

    /** A gathered write that is taken in parts goes on where it was, also after a cancellation. */
    @Test
    public void gatheredWriteGoesOnWhereItStopped() throws Exception {
        byte[] data = random(moreThanFits());
        scenario((near, far) -> {
            ByteBuffer[] parts = split(data, 10, 100_000, 65_536, 7);
            Task<?> writer = createTask(() -> near.write(parts));
            settle();
            assertFalse(writer.done());
            writer.cancel();
            waitAll(List.of(writer));
            Task<?> rest = createTask(() -> near.write(parts));
            assertTrue(
                    Arrays.equals(data, readBytes(far, data.length)), "bytes were lost or doubled");
            rest.await();
        });
    }

    /** A gathered trial takes what fits, says how much, and never waits. */
    @Test
    public void gatheredTrialTakesWhatFits() throws Exception {
        byte[] data = random(moreThanFits());
        scenario((near, far) -> {
            ByteBuffer[] parts = split(data, 10, 100_000, 65_536, 7);
            long total = 0;
            for (long count = near.tryWrite(parts); count > 0; count = near.tryWrite(parts)) {
                total += count;
            }
            long left = Arrays.stream(parts).mapToLong(ByteBuffer::remaining).sum();
            assertEquals(data.length, total + left);
            assertTrue(left > 0);
            assertTrue(total > 0 || !holdsBytes());
            Task<?> rest = createTask(() -> near.write(parts));
            assertTrue(
                    Arrays.equals(data, readBytes(far, data.length)), "bytes were lost or doubled");
            rest.await();
        });
    }

    // ---- Looking without reading

    private boolean becomesReadable(ByteStream stream) {
        for (int i = 0; i < PATIENCE && !stream.isReadable(); i++) {
            settle();
        }
        return stream.isReadable();
    }

    /** It is readable when bytes are there, which stay there. */
    @Test
    public void isReadableWhileBytesAreThere() throws Exception {
        scenario((near, far) -> {
            assertFalse(far.isReadable());
            Task<?> writer = write(near, "abc");
            assertTrue(becomesReadable(far));
            assertEquals("a", read(far, 1));
            assertTrue(becomesReadable(far));
            assertEquals("bc", read(far, 2));
            writer.await();
            assertFalse(far.isReadable());
            assertFalse(near.isReadable());
        });
    }

    /** A read of what was seen does not suspend, so nobody comes between. */
    @Test
    public void readOfWhatWasSeenDoesNotSuspend() throws Exception {
        scenario((near, far) -> {
            Task<?> writer = write(near, "abc");
            assertTrue(becomesReadable(far));
            Task<?> other = createTask(() -> {});
            ByteBuffer target = ByteBuffer.allocate(1);
            assertEquals(1, far.read(target));
            assertFalse(other.done());
            far.read(ByteBuffer.allocate(2));
            writer.cancel();
        });
    }

    /** A look between two reads takes nothing from either, nor from a reader that waits. */
    @Test
    public void lookingTakesNothingFromReaders() throws Exception {
        scenario((near, far) -> {
            Task<String> reader = createTask(() -> read(far, 6));
            for (String part : List.of("ab", "cd", "ef")) {
                settle();
                far.isReadable();
                Task<?> writer = write(near, part);
                far.isReadable();
                sleep(0);
                far.isReadable();
                writer.await();
            }
            assertEquals("abcdef", reader.await());
        });
    }

    /** It is readable when the peer has ended its direction: a read says so. */
    @Test
    public void isReadableAtTheEnd() throws Exception {
        scenario((near, far) -> {
            Task<?> closing = createTask(near::close);
            assertTrue(becomesReadable(far));
            assertEquals(-1, far.read(one()));
            assertTrue(far.isReadable());
            far.close();
            closing.await();
        });
    }

    /** It is readable when the connection is broken or this end is closed: a read fails. */
    @Test
    public void isReadableWhenAReadWouldFail() throws Exception {
        scenario((near, far) -> {
            near.abort();
            assertTrue(near.isReadable());
            assertTrue(becomesReadable(far));
            far.abort();
            assertTrue(far.isReadable());
        });
    }

    // ---- The peer's leaving

    private static final class Notice {
        private int count;

        void told() {
            count++;
        }
    }

    private void awaitNotice(Notice notice) {
        for (int i = 0; i < PATIENCE && notice.count == 0; i++) {
            settle();
        }
        settle();
        assertEquals(1, notice.count);
    }

    /** Who does not read is told once that the peer has closed, and can read the end. */
    @Test
    public void tellsOnceThatThePeerHasClosed() throws Exception {
        scenario((near, far) -> {
            Notice notice = new Notice();
            far.onHangUp(notice::told);
            settle();
            assertEquals(0, notice.count);
            Task<?> closing = createTask(near::close);
            if (noticesUnreadEnds()) {
                awaitNotice(notice);
            }
            assertEquals(-1, far.read(one()));
            awaitNotice(notice);
            far.close();
            closing.await();
        });
    }

    /** A connection that breaks is told of, too. */
    @Test
    public void tellsThatThePeerHasAborted() throws Exception {
        scenario((near, far) -> {
            Notice notice = new Notice();
            far.onHangUp(notice::told);
            near.abort();
            awaitNotice(notice);
        });
    }

    /** What has happened already is told soon. */
    @Test
    public void tellsOfAPeerThatHasLeftBefore() throws Exception {
        scenario((near, far) -> {
            near.abort();
            assertTrue(becomesReadable(far));
            Notice notice = new Notice();
            far.onHangUp(notice::told);
            assertEquals(0, notice.count);
            awaitNotice(notice);
        });
    }

    /** The notice takes no byte, and comes while a conversation goes on or behind it. */
    @Test
    public void noticeTakesNoByte() throws Exception {
        scenario((near, far) -> {
            Notice notice = new Notice();
            far.onHangUp(notice::told);
            for (int i = 0; i < 3; i++) {
                Task<?> writer = write(near, "question");
                settle();
                assertEquals("question", read(far, 8));
                writer.await();
                Task<?> answer = write(far, "answer");
                assertEquals("answer", read(near, 6));
                answer.await();
            }
            assertEquals(0, notice.count);
            Task<?> last = write(near, "bye");
            assertEquals("bye", read(far, 3));
            last.await();
            near.abort();
            awaitNotice(notice);
        });
    }

    /** A callback that was taken away or replaced does not run, nor does that of a closed end. */
    @Test
    public void tellsOnlyWhoIsThere() throws Exception {
        scenario((near, far) -> {
            Notice replaced = new Notice();
            Notice removed = new Notice();
            Notice closed = new Notice();
            far.onHangUp(replaced::told);
            far.onHangUp(removed::told);
            far.removeOnHangUp();
            near.onHangUp(closed::told);
            near.abort();
            assertClosed(() -> near.onHangUp(closed::told));
            assertTrue(becomesReadable(far));
            settle();
            assertEquals(0, replaced.count + removed.count + closed.count);
        });
    }

    /** So the work for a client that has left is cancelled. */
    @Test
    public void cancelsTheWorkForAClientThatHasLeft() throws Exception {
        scenario((near, far) -> {
            Task<?> work = createTask(() -> sleep(100_000));
            far.onHangUp(() -> work.cancel("the client has left"));
            settle();
            near.abort();
            waitAll(List.of(work));
            assertTrue(work.cancelled());
        });
    }

    // ---- Files

    private interface FileScenario {
        void run(ByteStream near, ByteStream far, Path file) throws Exception;
    }

    private void withFile(byte[] content, FileScenario body) throws Exception {
        Path file = Files.createTempFile("rondo", ".bytes");
        try {
            Files.write(file, content);
            scenario((near, far) -> body.run(near, far, file));
        } finally {
            Files.delete(file);
        }
    }

    /** A file arrives whole, between what is written before and behind it. */
    @Test
    public void sendsAFile() throws Exception {
        byte[] data = random(700_000);
        withFile(
                data,
                (near, far, file) -> {
                    Task<Long> sender =
                            createTask(() -> {
                                near.write(bytes("before"));
                                long sent = near.sendFile(file, SendFileOptions.defaults());
                                near.write(bytes("behind"));
                                return sent;
                            });
                    assertEquals("before", read(far, 6));
                    assertArrayEquals(data, readBytes(far, data.length));
                    assertEquals("behind", read(far, 6));
                    assertEquals(data.length, sender.await());
                });
    }

    /** A part of an open file arrives, and the file stands behind it. */
    @Test
    public void sendsAPartOfAnOpenFile() throws Exception {
        withFile(
                bytes("0123456789").array(),
                (near, far, file) -> {
                    try (FileChannel open = FileChannel.open(file)) {
                        Task<Long> sender = createTask(() -> sendPart(near, open));
                        assertEquals("3456", read(far, 4));
                        assertEquals(4, sender.await());
                        assertEquals(7, open.position());
                    }
                });
    }

    private static long sendPart(ByteStream stream, FileChannel file) throws IOException {
        return stream.sendFile(file, SendFileOptions.defaults().withOffset(3).withCount(4));
    }

    /**
     * A file that is shorter than what is asked for ends the sending; nothing is sent behind it.
     */
    @Test
    public void sendsNoMoreThanTheFileHas() throws Exception {
        withFile(
                bytes("0123456789").array(),
                (near, far, file) -> {
                    SendFileOptions much = SendFileOptions.defaults().withCount(1_000);
                    Task<Long> sender = createTask(() -> near.sendFile(file, much));
                    assertEquals("0123456789", read(far, 10));
                    assertEquals(10, sender.await());
                    assertEquals(0, near.sendFile(file, much.withOffset(10)));
                    assertEquals(0, near.sendFile(file, much.withOffset(11)));
                });
    }
}
