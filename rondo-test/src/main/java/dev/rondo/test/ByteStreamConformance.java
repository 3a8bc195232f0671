package dev.rondo.test;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static dev.rondo.Rondo.waitAll;
import static dev.rondo.test.StreamMeans.bytes;
import static dev.rondo.test.StreamMeans.fill;
import static dev.rondo.test.StreamMeans.one;
import static dev.rondo.test.StreamMeans.random;
import static dev.rondo.test.StreamMeans.read;
import static dev.rondo.test.StreamMeans.readBytes;
import static dev.rondo.test.StreamMeans.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.CancelledError;
import dev.rondo.Task;
import dev.rondo.stream.ByteStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ByteStream} must do, as JUnit tests: extend it, and say how two ends of a
 * connection are had.
 *
 * {@snippet :
 * class MyStreamTest extends ByteStreamConformance {
 *     @Override
 *     public void withPair(Scenario scenario) throws Exception {
 *         RondoTests.run(() -> scenario.run(connect("near"), connect("far")));
 *     }
 * }
 * }
 *
 * <p>No case counts on room for bytes between the ends: writes are tasks of their own.
 */
public abstract class ByteStreamConformance extends StreamDoorsConformance {
    /** What a case does with the two ends of a connection. */
    @FunctionalInterface
    public interface Scenario {
        /** Runs in a task of the loop that the ends belong to. */
        void run(ByteStream near, ByteStream far) throws Exception;
    }

    /** Creates the suite. */
    public ByteStreamConformance() {}

    // ---- For those who extend it

    /**
     * Runs a case with a fresh connection, in a loop, whatever that takes: on virtual time, on
     * sockets, in a simulation. The case leaves both ends aborted.
     */
    @Override
    public abstract void withPair(Scenario scenario) throws Exception;

    /** Returns more bytes than fit between the ends: a million, which is too few for sockets. */
    @Override
    public int moreThanFits() {
        return 1_000_000;
    }

    /** Returns whether a few bytes fit between the ends, so that a writer need not wait. */
    @Override
    public boolean holdsBytes() {
        return true;
    }

    /**
     * Returns whether {@link ByteStream#onHangUp} notices a close of the peer while nobody reads.
     * What ends with bytes of its own, on something that does not end with it, does not.
     */
    @Override
    public boolean noticesUnreadEnds() {
        return true;
    }

    /** Lets what is on its way arrive. Called by a task. */
    @Override
    public void settle() {
        for (int i = 0; i < 20; i++) {
            sleep(0);
        }
    }

    // ---- Reading and writing

    /** What is written arrives, both ways. */
    @Test
    public void deliversWhatWasWritten() throws Exception {
        scenario((near, far) -> {
            Task<?> hello = write(near, "hello");
            assertEquals("hello", read(far, 5));
            hello.await();
            Task<?> world = write(far, "world");
            assertEquals("world", read(near, 5));
            world.await();
        });
    }

    /** A read suspends while there is nothing. */
    @Test
    public void readWaitsForTheFirstByte() throws Exception {
        scenario((near, far) -> {
            Task<String> reader = createTask(() -> read(far, 2));
            settle();
            assertFalse(reader.done());
            Task<?> writer = write(near, "ok");
            assertEquals("ok", reader.await());
            writer.await();
        });
    }

    /** A wait for bytes takes none, cancelled or not; the end ends it, too. */
    @Test
    public void waitingForBytesTakesNone() throws Exception {
        scenario((near, far) -> {
            Task<?> waiter = createTask(far::waitReadable);
            settle();
            waiter.cancel();
            waitAll(List.of(waiter));
            Task<?> writer = write(near, "ok");
            far.waitReadable();
            assertEquals("ok", read(far, 2));
            writer.await();
            Task<?> closing = createTask(near::close);
            far.waitReadable();
            assertEquals(-1, far.read(one()));
            far.close();
            closing.await();
        });
    }

    /** A read returns what there is. */
    @Test
    public void readReturnsLessThanAskedWhenThereIsLess() throws Exception {
        scenario((near, far) -> {
            Task<?> writer = write(near, "abc");
            ByteBuffer target = ByteBuffer.allocate(100);
            int count = far.read(target);
            assertTrue(count >= 1 && count <= 3, () -> "read " + count);
            assertEquals(count, target.position());
            writer.cancel();
        });
    }

    /** Bytes for which there is no room are there for the next read. */
    @Test
    public void readLeavesWhatDoesNotFit() throws Exception {
        scenario((near, far) -> {
            Task<?> writer = write(near, "abcdef");
            assertEquals("ab", read(far, 2));
            assertEquals("cdef", read(far, 4));
            writer.await();
        });
    }

    /** A read into a full buffer returns 0. */
    @Test
    public void readIntoNoRoomReturnsZeroAtOnce() throws Exception {
        scenario((near, far) -> assertEquals(0, far.read(ByteBuffer.allocate(0))));
    }

    /** Direct and read-only buffers are as good as others. */
    @Test
    public void buffersOfAllKindsAreTaken() throws Exception {
        scenario((near, far) -> {
            ByteBuffer direct = ByteBuffer.allocateDirect(4).put(new byte[] {1, 2, 3, 4}).flip();
            Task<?> writer =
                    createTask(() -> {
                        near.write(direct);
                        near.write(bytes("read-only").asReadOnlyBuffer());
                    });
            ByteBuffer target = ByteBuffer.allocateDirect(4);
            fill(far, target);
            assertEquals((byte) 4, target.get(3));
            assertEquals("read-only", read(far, 9));
            writer.await();
            assertFalse(direct.hasRemaining());
        });
    }

    /** A read changes nothing outside of what remains in the buffer. */
    @Test
    public void readsIntoThePartOfABufferThatIsFree() throws Exception {
        scenario((near, far) -> {
            Task<?> writer = write(near, "xy");
            ByteBuffer target = ByteBuffer.allocate(8);
            target.position(3).limit(5);
            fill(far, target);
            assertArrayEquals(new byte[] {0, 0, 0, 'x', 'y', 0, 0, 0}, target.array());
            writer.await();
        });
    }

    /** Several buffers arrive in their order. */
    @Test
    public void writesSeveralBuffersInOrder() throws Exception {
        scenario((near, far) -> {
            Task<?> writer =
                    createTask(() -> near.write(bytes("one "), bytes("two "), bytes("three")));
            assertEquals("one two three", read(far, 13));
            writer.await();
        });
    }

    /** Much more than fits is carried both ways at once. */
    @Test
    public void carriesMuchBothWaysAtOnce() throws Exception {
        byte[] data = random(moreThanFits());
        scenario((near, far) ->
                taskGroup(group -> {
                    group.createTask(() -> near.write(ByteBuffer.wrap(data)));
                    group.createTask(() -> far.write(ByteBuffer.wrap(data)));
                    for (ByteStream stream : List.of(near, far)) {
                        group.createTask(
                                () -> assertArrayEquals(data, readBytes(stream, data.length)));
                    }
                }));
    }

    /** A writer waits for a peer that does not read. */
    @Test
    public void writeWaitsWhileThePeerDoesNotRead() throws Exception {
        byte[] data = random(moreThanFits());
        scenario((near, far) -> {
            Task<?> writer = createTask(() -> near.write(ByteBuffer.wrap(data)));
            settle();
            assertFalse(writer.done());
            assertArrayEquals(data, readBytes(far, data.length));
            writer.await();
        });
    }

    /** A trial takes what fits, and never waits. */
    @Test
    public void tryWriteTakesWhatFitsAndNeverWaits() throws Exception {
        scenario((near, far) -> {
            ByteBuffer source = ByteBuffer.wrap(random(moreThanFits()));
            int total = 0;
            for (int count = near.tryWrite(source); count > 0; count = near.tryWrite(source)) {
                total += count;
            }
            assertEquals(total, source.position());
            assertTrue(total < source.limit());
            assertTrue(total > 0 || !holdsBytes());
        });
    }

    /** What a trial took arrives, before what is written after it. */
    @Test
    public void whatATrialTookArrivesFirst() throws Exception {
        scenario((near, far) -> {
            ByteBuffer source = bytes("tried, written");
            ByteBuffer some = source.slice(0, 7);
            int count = near.tryWrite(some);
            assertEquals(count, some.position());
            assertEquals(holdsBytes(), count > 0);
            source.position(count);
            Task<?> writer = createTask(() -> near.write(source));
            assertEquals("tried, written", read(far, 14));
            writer.await();
        });
    }

    // ---- Cancellation

    /** After a cancelled write the position of its source says what was handed over. */
    @Test
    public void cancelledWriteSaysWhatWasHandedOver() throws Exception {
        byte[] data = random(moreThanFits());
        scenario((near, far) -> {
            ByteBuffer source = ByteBuffer.wrap(data);
            Task<?> writer = createTask(() -> near.write(source));
            settle();
            writer.cancel();
            waitAll(List.of(writer));
            assertTrue(writer.cancelled());
            int handedOver = source.position();
            assertTrue(handedOver < data.length);
            Task<?> rest = createTask(() -> near.write(source));
            assertArrayEquals(data, readBytes(far, data.length), "bytes were lost or doubled");
            rest.await();
        });
    }

    /** A cancelled read loses no byte. */
    @Test
    public void cancelledReadLosesNoByte() throws Exception {
        scenario((near, far) -> {
            Task<String> reader = createTask(() -> read(far, 3));
            settle();
            reader.cancel();
            waitAll(List.of(reader));
            assertTrue(reader.cancelled());
            Task<?> writer = write(near, "abc");
            assertEquals("abc", read(far, 3));
            writer.await();
        });
    }

    /** Nor does one that is cancelled when the bytes arrive. */
    @Test
    public void cancelInTheSameMomentAsTheByteLosesNothing() throws Exception {
        scenario((near, far) -> {
            ByteBuffer target = ByteBuffer.allocate(3);
            Task<Integer> reader = createTask(() -> far.read(target));
            settle();
            Task<?> writer = write(near, "abc");
            sleep(0);
            reader.cancel();
            waitAll(List.of(reader));
            fill(far, target);
            assertArrayEquals("abc".getBytes(StandardCharsets.UTF_8), target.array());
            writer.await();
        });
    }

    /** A cancellation passes through a read as itself. */
    @Test
    public void cancelledErrorPassesThroughARead() throws Exception {
        scenario((near, far) -> {
            Task<String> reader =
                    createTask(() -> {
                        try {
                            return "read " + far.read(one());
                        } catch (CancelledError e) {
                            return "cancelled";
                        }
                    });
            settle();
            reader.cancel();
            assertEquals("cancelled", reader.await());
        });
    }

    /** A cancelled close closes all the same. */
    @Test
    public void cancelledCloseClosesAllTheSame() throws Exception {
        scenario((near, far) -> {
            Task<?> closing = createTask(near::close);
            sleep(0);
            closing.cancel();
            waitAll(List.of(closing));
            assertTrue(near.isClosed());
        });
    }

    // ---- Misuse

    /** A second reader is refused; the first goes on. */
    @Test
    public void secondReaderIsRefused() throws Exception {
        scenario((near, far) -> {
            Task<Integer> reader = createTask(() -> far.read(one()));
            settle();
            assertThrows(IllegalStateException.class, () -> far.read(one()));
            Task<?> writer = write(near, "x");
            assertEquals(1, reader.await());
            writer.await();
        });
    }

    /** A second writer is refused, and its trial takes nothing. */
    @Test
    public void secondWriterIsRefused() throws Exception {
        scenario((near, far) -> {
            Task<?> writer = createTask(() -> near.write(ByteBuffer.wrap(random(moreThanFits()))));
            settle();
            assertThrows(IllegalStateException.class, () -> near.write(bytes("x")));
            assertEquals(0, near.tryWrite(bytes("x")));
            writer.cancel();
            waitAll(List.of(writer));
        });
    }

    /** Its text says what it is, and that it is closed. */
    @Test
    public void textShowsWhatItIs() throws Exception {
        scenario((near, far) -> {
            assertTrue(near.toString().matches("<.*>"), near::toString);
            near.abort();
            assertTrue(near.toString().contains("closed"), near::toString);
        });
    }
}
