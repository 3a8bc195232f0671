package dev.rondo.test;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.waitAll;
import static dev.rondo.test.StreamMeans.assertClosed;
import static dev.rondo.test.StreamMeans.bytes;
import static dev.rondo.test.StreamMeans.one;
import static dev.rondo.test.StreamMeans.random;
import static dev.rondo.test.StreamMeans.read;
import static dev.rondo.test.StreamMeans.write;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Task;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.StreamReader;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * The part of {@link ByteStreamConformance} that is about how streams end. That is the one to
 * extend.
 *
 * <p>Public, since JUnit does not find single methods that are inherited through a class that is
 * not.
 */
public abstract class StreamEndsConformance {
    StreamEndsConformance() {}

    /** Runs a case with a fresh connection. */
    public abstract void withPair(ByteStreamConformance.Scenario scenario) throws Exception;

    /** Returns more bytes than fit between the ends. */
    public abstract int moreThanFits();

    /** Returns whether a few bytes fit between the ends. */
    public abstract boolean holdsBytes();

    /** Returns whether the peer's end is noticed while nobody reads. */
    public abstract boolean noticesUnreadEnds();

    /** Lets what is on its way arrive. */
    public abstract void settle();

    final void scenario(ByteStreamConformance.Scenario body) throws Exception {
        withPair((near, far) -> {
            try {
                body.run(near, far);
            } finally {
                near.abort();
                far.abort();
            }
        });
    }

    /** What was written before a close is delivered, then the end, again and again. */
    @Test
    public void closeEndsThePeersReadAfterWhatWasWritten() throws Exception {
        scenario((near, far) -> {
            Task<?> writer = write(near, "bye");
            int early = holdsBytes() ? 1 : 3; // the rest is read after the close
            assertEquals("bye".substring(0, early), read(far, early));
            writer.await();
            Task<?> closing = createTask(near::close);
            assertEquals("bye".substring(early), read(far, 100));
            for (int i = 0; i < 3; i++) {
                assertEquals(-1, far.read(one()));
            }
            far.close();
            closing.await();
        });
    }

    /** One direction may end while the other goes on. */
    @Test
    public void halfCloseLetsTheOtherDirectionGoOn() throws Exception {
        scenario((near, far) -> {
            if (!near.canWriteEof()) {
                assertThrows(UnsupportedOperationException.class, near::writeEof);
                return;
            }
            if (holdsBytes()) {
                near.write(bytes("question"));
            }
            near.writeEof();
            near.writeEof(); // again: nothing
            assertEquals(holdsBytes() ? "question" : "", read(far, 100));
            Task<?> writer = write(far, "answer");
            assertEquals("answer", read(near, 6));
            writer.await();
            assertClosed(() -> near.write(bytes("more")));
        });
    }

    /** A closed stream refuses everything, and can be closed again. */
    @Test
    public void operationsOnAClosedStreamFail() throws Exception {
        scenario((near, far) -> {
            near.abort();
            assertTrue(near.isClosed());
            assertClosed(() -> near.read(one()));
            assertClosed(() -> near.write(bytes("x")));
            assertClosed(() -> near.tryWrite(bytes("x")));
            near.abort();
            near.close();
        });
    }

    /** What had come when an end was closed. */
    private enum Came {
        NOTHING,
        BYTES,
        END,
        END_THAT_WAS_READ,
        RESET
    }

    /** After a close of this end reading fails in the same way, whatever had come before. */
    @Test
    public void readingAfterACloseOfThisEndGivesTheSameWhateverHadCome() throws Exception {
        for (Came came : Came.values()) {
            for (boolean aborts : new boolean[] {false, true}) {
                scenario((near, far) -> {
                    Task<?> coming = let(came, near, far);
                    Task<?> closing = createTask(aborts ? near::abort : near::close);
                    settle();
                    for (int i = 0; i < 2; i++) {
                        assertReadsAsClosed(came + ", " + (aborts ? "aborted" : "closed"), near);
                    }
                    far.abort();
                    waitAll(List.of(coming, closing));
                    coming.exception(); // a write that nobody has read may have failed
                    assertReadsAsClosed(came + ", " + (aborts ? "aborted" : "closed"), near);
                });
            }
        }
    }

    private Task<?> let(Came come, ByteStream near, ByteStream far) {
        Task<?> coming =
                switch (come) {
                    case NOTHING -> createTask(() -> {});
                    case BYTES -> write(far, "x");
                    case END, END_THAT_WAS_READ -> createTask(far::close);
                    case RESET -> createTask(far::abort);
                };
        settle();
        if (come == Came.END_THAT_WAS_READ) {
            assertEquals(-1, near.read(one()));
        }
        return coming;
    }

    private static void assertReadsAsClosed(String what, ByteStream near) {
        StreamReader reader = new StreamReader(near);
        assertTrue(near.isClosed(), what);
        assertTrue(near.isReadable(), what);
        assertAll(
                what,
                () -> assertClosed(() -> near.read(one())),
                () -> assertClosed(() -> near.read(ByteBuffer.allocate(0))),
                () -> assertClosed(near::waitReadable),
                () -> assertClosed(() -> near.onHangUp(() -> {})),
                () -> assertClosed(() -> reader.read(1)),
                () -> assertClosed(() -> reader.tryRead(one())),
                () -> assertClosed(reader::readAll));
    }

    /** A task that is being cancelled closes without waiting for the peer. */
    @Test
    public void closeInACancelledTaskDoesNotWaitForThePeer() throws Exception {
        scenario((near, far) -> {
            Task<?> writer =
                    createTask(() -> {
                        try {
                            near.write(ByteBuffer.wrap(random(moreThanFits())));
                        } finally {
                            near.close();
                        }
                    });
            settle();
            writer.cancel();
            settle();
            assertTrue(near.isClosed());
            assertTrue(writer.done());
        });
    }

    /** Who waits at a stream that is aborted gets an error. */
    @Test
    public void abortWakesReaderAndWriterOfTheSameEnd() throws Exception {
        scenario((near, far) -> {
            Task<Integer> reader = createTask(() -> near.read(one()));
            Task<?> writer = createTask(() -> near.write(ByteBuffer.wrap(random(moreThanFits()))));
            settle();
            near.abort();
            assertClosed(reader::await);
            assertThrows(StreamException.class, writer::await);
        });
    }

    /** A write to a peer that is gone fails. */
    @Test
    public void writingToAPeerThatIsGoneFails() throws Exception {
        scenario((near, far) -> {
            far.abort();
            Executable writes =
                    () -> {
                        for (int i = 0; i < 1_000; i++) {
                            near.write(ByteBuffer.allocate(1_000));
                            settle();
                        }
                    };
            assertThrows(StreamException.class, writes);
        });
    }

    // ---- Those who wait when it ends

    /** Who reads at a stream that is closed gets an error. */
    @Test
    public void closeWakesTheReaderOfTheSameEnd() throws Exception {
        scenario((near, far) -> {
            Task<Integer> reader = createTask(() -> near.read(one()));
            settle();
            Task<?> closing = createTask(near::close);
            assertClosed(reader::await);
            far.abort();
            waitAll(List.of(closing));
        });
    }

    /** Who reads when the peer aborts gets an error, or the end. */
    @Test
    public void abortWakesThePeersReader() throws Exception {
        scenario((near, far) -> {
            Task<Integer> reader = createTask(() -> far.read(one()));
            settle();
            near.abort();
            try {
                assertEquals(-1, reader.await());
            } catch (StreamException e) {
                assertTrue(reader.done());
            }
        });
    }

    /** Who writes when the peer aborts gets an error. */
    @Test
    public void abortWakesThePeersWriter() throws Exception {
        scenario((near, far) -> {
            Task<?> writer = createTask(() -> far.write(ByteBuffer.wrap(random(moreThanFits()))));
            settle();
            near.abort();
            assertThrows(StreamException.class, writer::await);
        });
    }

    /** The end is something to read, so it ends a wait for bytes. */
    @Test
    public void endWakesWhoWaitsForBytes() throws Exception {
        scenario((near, far) -> {
            Task<?> waiter = createTask(far::waitReadable);
            settle();
            Task<?> closing = createTask(near::close);
            waiter.await();
            assertEquals(-1, far.read(one()));
            far.abort();
            waitAll(List.of(closing));
        });
    }
}
