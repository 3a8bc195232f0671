package dev.rondo.test;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import dev.rondo.sim.Seed;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.MemoryStream;
import dev.rondo.stream.StreamReader;
import dev.rondo.stream.StreamWriter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each fault does, and where faults come from. */
class FaultyStreamTest {
    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes());
    }

    private static String read(dev.rondo.stream.ByteStream stream, int room) {
        ByteBuffer target = ByteBuffer.allocate(room);
        stream.read(target);
        return new String(target.array(), 0, target.position());
    }

    @RondoTest
    void aPartialReadReturnsAFewBytes() {
        MemoryStream.Pair pair = MemoryStream.pair();
        FaultyStream faulty = new FaultyStream(pair.second(), Faults.script(new Fault.Partial(2)));
        pair.first().write(bytes("abcdef"));
        assertThat(read(faulty, 100)).isEqualTo("ab");
        assertThat(read(faulty, 100)).isEqualTo("cdef");
    }

    @RondoTest
    void aPartialWriteArrivesInPieces() {
        MemoryStream.Pair pair = MemoryStream.pair();
        FaultyStream faulty = new FaultyStream(pair.first(), Faults.script(new Fault.Partial(2)));
        Task<?> writer = createTask(() -> faulty.write(bytes("abcdef")));
        assertThat(read(pair.second(), 100)).isEqualTo("ab");
        assertThat(read(pair.second(), 100)).isEqualTo("cdef");
        writer.await();
    }

    @RondoTest
    void aDelayTakesItsTime(VirtualClock clock) {
        MemoryStream.Pair pair = MemoryStream.pair();
        Fault delay = new Fault.Delay(Duration.ofSeconds(3));
        FaultyStream faulty = new FaultyStream(pair.first(), Faults.script(delay, delay, delay));
        faulty.write(bytes("late"));
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(3));
        pair.second().write(bytes("too"));
        assertThat(read(faulty, 100)).isEqualTo("too");
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(6));
        assertThat(faulty.tryWrite(bytes("now"))).isZero();
        assertThat(faulty.tryWrite(bytes("now"))).isEqualTo(3);
    }

    @RondoTest
    void aResetBreaksBothEndsForGood() {
        MemoryStream.Pair pair = MemoryStream.pair();
        FaultyStream faulty = new FaultyStream(pair.first(), Faults.script(new Fault.Reset()));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> read(faulty, 1)).isInstanceOf(ConnectionResetException.class);
        }
        assertThatThrownBy(() -> faulty.write(bytes("x")))
                .isInstanceOf(ConnectionResetException.class);
        assertThatThrownBy(() -> read(pair.second(), 1))
                .isInstanceOf(ConnectionResetException.class);
        assertThat(faulty.isClosed()).isFalse();
    }

    @RondoTest
    void aTornWriteArrivesInPart() {
        MemoryStream.Pair pair = MemoryStream.pair();
        FaultyStream faulty = new FaultyStream(pair.first(), Faults.script(new Fault.Torn(3)));
        Task<String> reader = createTask(() -> read(pair.second(), 100));
        sleep(0);
        ByteBuffer source = bytes("message");
        assertThatThrownBy(() -> faulty.write(source))
                .isInstanceOf(ConnectionResetException.class)
                .hasMessageContaining("a fault of the test");
        assertThat(source.position()).isEqualTo(3);
        assertThat(reader.await()).isEqualTo("mes");
    }

    @Test
    void oneSeedGivesTheSameFaults() {
        Faults.Odds odds = Faults.Odds.harmless().withResets(0.1);
        assertThat(drawn(Faults.seeded(Seed.of(1), odds)))
                .isEqualTo(drawn(Faults.seeded(Seed.of(1), odds)))
                .isNotEqualTo(drawn(Faults.seeded(Seed.of(2), odds)))
                .hasAtLeastOneElementOfType(Fault.None.class)
                .hasAtLeastOneElementOfType(Fault.Partial.class)
                .hasAtLeastOneElementOfType(Fault.Delay.class)
                .hasAtLeastOneElementOfType(Fault.Reset.class)
                .hasAtLeastOneElementOfType(Fault.Torn.class);
    }

    private static List<Fault> drawn(Faults faults) {
        List<Fault> drawn = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            drawn.add(faults.next(Faults.Operation.READ, 100));
        }
        return drawn;
    }

    @Test
    void oddsAreChecked() {
        assertThatThrownBy(() -> Faults.Odds.harmless().withResets(0.5))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Fault.Partial(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Fault.Torn(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @RondoTest
    void readersAndWritersBearHarmlessFaults(Seed seed) {
        MemoryStream.Pair pair = MemoryStream.pair(16);
        Faults faults = Faults.seeded(seed, Faults.Odds.harmless());
        List<String> received = new ArrayList<>();
        taskGroup(group -> {
            group.createTask(() -> {
                StreamWriter writer = new StreamWriter(new FaultyStream(pair.first(), faults));
                for (int i = 0; i < 50; i++) {
                    writer.write("line " + i + "\n");
                }
                writer.drain();
                writer.writeEof();
            });
            group.createTask(() -> {
                StreamReader reader = new StreamReader(new FaultyStream(pair.second(), faults));
                for (String line : reader.lines()) {
                    received.add(line);
                }
            });
        });
        assertThat(received).hasSize(50).endsWith("line 49");
    }

    @Test
    void delaysThatCannotBeAreRefused() {
        for (Duration time : List.of(Duration.ofSeconds(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Fault.Delay(time));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Faults.Odds(0, 1, time, 0))
                    .withMessageContaining("maxDelay must not be negative");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Faults.Odds(0, 1, Duration.ofSeconds(Long.MAX_VALUE), 0))
                .withMessageContaining("at most half an hour");
    }

    @RondoTest
    void aWaitHasTheFaultOfTheReadBehindIt(VirtualClock clock) {
        MemoryStream.Pair pair = MemoryStream.pair();
        Faults faults =
                Faults.script(
                        new Fault.Delay(Duration.ofSeconds(3)),
                        new Fault.Partial(2),
                        new Fault.Reset());
        FaultyStream faulty = new FaultyStream(pair.second(), faults);
        pair.first().write(bytes("abcdef"));
        faulty.waitReadable();
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(3));
        assertThat(read(faulty, 1)).isEqualTo("a");
        faulty.waitReadable();
        assertThat(read(faulty, 100)).isEqualTo("bc");
        assertThatThrownBy(faulty::waitReadable).isInstanceOf(ConnectionResetException.class);
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(3));
    }

    @RondoTest
    void aWaitForWhatWasSeenIsNotLate(VirtualClock clock) {
        MemoryStream.Pair pair = MemoryStream.pair();
        Fault delay = new Fault.Delay(Duration.ofSeconds(3));
        FaultyStream faulty = new FaultyStream(pair.second(), Faults.script(delay, delay));
        pair.first().write(bytes("ab"));
        assertThat(faulty.isReadable()).isTrue();
        faulty.waitReadable();
        assertThat(read(faulty, 1)).isEqualTo("a");
        assertThat(clock.elapsed()).isZero();
    }

    @RondoTest
    void whoWatchesABrokenConnectionIsTold() {
        MemoryStream.Pair pair = MemoryStream.pair();
        FaultyStream faulty = new FaultyStream(pair.first(), Faults.script(new Fault.Reset()));
        assertThatThrownBy(() -> read(faulty, 1)).isInstanceOf(ConnectionResetException.class);
        List<String> told = new ArrayList<>();
        faulty.onHangUp(() -> told.add("left"));
        sleep(0);
        assertThat(told).containsExactly("left");
    }
}
