package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Action;
import dev.rondo.EventLoop;
import dev.rondo.LoopOptions;
import dev.rondo.Task;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.Ends;
import dev.rondo.stream.StreamClosedException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What only a ring can get wrong; the contracts of streams and servers run on it elsewhere. */
class UringPollerTest {
    private static final int BUFFERS = 2048; // of a ring

    private static void onRing(Action<Exception> body) throws Exception {
        run(SystemSockets.with(KernelRings::poller), body);
    }

    private static Ends connection() {
        return SystemSockets.connect(SystemSockets.tcp());
    }

    private static ByteBuffer random(int length) {
        byte[] data = new byte[length];
        new Random(length).nextBytes(data);
        return ByteBuffer.wrap(data);
    }

    private static ByteBuffer readAll(ByteStream stream, int length) {
        ByteBuffer target = ByteBuffer.allocate(length);
        while (target.hasRemaining() && stream.read(target) >= 0) {}
        return target.flip();
    }

    /** Lets the kernel receive for a stream whose reader is then cancelled. */
    private static void receiveUnasked(ByteStream near) {
        Task<Integer> reader = createTask(() -> near.read(ByteBuffer.allocate(1)));
        passes();
        reader.cancel();
        passes();
    }

    private static void passes() {
        for (int i = 0; i < 3; i++) {
            sleep(0);
        }
    }

    @Test
    void closingARingTwiceLeavesTheNumberOfItsSuccessorAlone() throws Exception {
        KernelRings.poller().close(); // or skip
        Uring ring = new Uring();
        ring.close();
        Uring successor = new Uring(); // has the same number
        ring.close();
        assertThat(successor.enter()).isTrue();
        successor.close();
    }

    @Test
    void bytesThatCameBeforeTheReaderAreReadFirst() throws Exception {
        onRing(() -> {
            Ends ends = connection();
            receiveUnasked(ends.near());
            ByteBuffer sent = random(500_000);
            Task<?> writing = createTask(() -> ends.far().write(sent.duplicate()));
            passes(); // the kernel filled a buffer, and more is there
            assertThat(readAll(ends.near(), 500_000)).isEqualTo(sent);
            writing.await();
        });
    }

    @Test
    void connectionsThatNobodyReadsLeaveBuffersToOthers() throws Exception {
        onRing(() -> {
            List<Ends> unread = new ArrayList<>();
            ByteBuffer sent = random(3000);
            for (int i = 0; i < BUFFERS + 10; i++) {
                Ends ends = connection();
                receiveUnasked(ends.near());
                ends.far().write(sent.duplicate());
                unread.add(ends);
            }
            passes();
            Ends late = connection();
            receiveUnasked(late.near());
            late.far().write(sent.duplicate());
            assertThat(readAll(late.near(), 3000)).isEqualTo(sent);
            for (Ends ends : unread) {
                assertThat(readAll(ends.near(), 3000)).isEqualTo(sent);
            }
        });
    }

    @Test
    void closingWhatTheKernelReceivesForEndsThePeersRead() throws Exception {
        onRing(() -> {
            Ends ends = connection();
            Task<Integer> reading = createTask(() -> ends.near().read(ByteBuffer.allocate(1)));
            passes();
            ends.near().close();
            assertThat(ends.far().read(ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThatThrownBy(reading::await).isInstanceOf(StreamClosedException.class);
        });
    }

    @Test
    void closingWithUnreadBytesGivesTheirBuffersBack() throws Exception {
        onRing(() -> {
            ByteBuffer sent = random(3000);
            for (int i = 0; i < BUFFERS + 10; i++) {
                Ends ends = connection();
                receiveUnasked(ends.near());
                ends.far().write(sent.duplicate());
                sleep(0);
                sleep(0);
                ends.near().close();
                ends.far().abort();
            }
            Ends ends = connection();
            receiveUnasked(ends.near());
            ends.far().write(sent.duplicate());
            assertThat(readAll(ends.near(), 3000)).isEqualTo(sent);
        });
    }

    @Test
    void endOfTheLoopClosesWhatTheKernelReceivesFor() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            onRing(() -> {
                ByteStream stream =
                        SystemNetwork.instance()
                                .connect(server.getLocalSocketAddress(), ConnectOptions.defaults());
                createTask(() -> stream.read(ByteBuffer.allocate(1)));
                passes();
            });
            try (Socket peer = server.accept()) {
                assertThat(peer.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void loopMayGoOnInAnotherThread() throws Exception {
        EventLoop loop = EventLoop.create(LoopOptions.defaults().withPoller(KernelRings::poller));
        List<Ends> made = new ArrayList<>();
        List<Task<ByteBuffer>> reading = new ArrayList<>();
        ByteBuffer unread = random(3000);
        Thread first =
                Thread.ofPlatform()
                        .start(() ->
                                loop.runUntilComplete(() -> {
                                    for (int i = 0; i < 3; i++) {
                                        made.add(connection());
                                    }
                                    reading.add(createTask(() -> readAll(made.get(0).near(), 4)));
                                    receiveUnasked(made.get(1).near());
                                    made.get(1).far().write(unread.duplicate());
                                    passes(); // one has a reader, one has unread bytes, one has
                                    // nothing
                                    return 0;
                                }));
        first.join();
        loop.runUntilComplete(() -> {
            ByteBuffer four = ByteBuffer.wrap(new byte[] {1, 2, 3, 4});
            made.get(0).far().write(four.duplicate());
            assertThat(reading.getFirst().await()).isEqualTo(four);
            made.get(1).far().write(four.duplicate());
            assertThat(readAll(made.get(1).near(), 3000)).isEqualTo(unread);
            assertThat(readAll(made.get(1).near(), 4)).isEqualTo(four);
            made.get(2).far().write(four.duplicate());
            assertThat(readAll(made.get(2).near(), 4)).isEqualTo(four);
            return 0;
        });
        loop.close();
    }

    @Test
    void closedPollerMayBeClosedAndWokenAgain() {
        dev.rondo.Poller poller = KernelRings.poller();
        poller.close();
        poller.close();
        poller.wakeUp();
        assertThat(poller).hasToString("uring poller");
    }
}
