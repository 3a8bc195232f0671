package dev.rondo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamSnapshotTest {
    @Test
    void readerShowsWhatIsBufferedWhoReadsAndTheEnd() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(100);
            StreamReader reader = new StreamReader(pair.first(), 50);
            assertThat(reader.snapshot()).isEqualTo(new StreamReaderSnapshot(0, 50, false, false));

            Task<byte[]> task = Rondo.createTask(() -> reader.readLine());
            Rondo.sleep(0);
            assertThat(reader.snapshot().reading()).isTrue();

            pair.second().write(StandardCharsets.UTF_8.encode("a\nrest"));
            assertThat(task.await()).containsExactly('a', '\n');
            assertThat(reader.snapshot()).isEqualTo(new StreamReaderSnapshot(4, 50, false, false));

            pair.second().writeEof();
            reader.readAll();
            assertThat(reader.snapshot()).isEqualTo(new StreamReaderSnapshot(0, 50, true, false));
        });
    }

    @Test
    void writerShowsWhatWaitsToBeSentAndWhoWaitsForThat() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(4);
            StreamWriter writer = new StreamWriter(pair.first());
            assertThat(writer.snapshot())
                    .isEqualTo(
                            new StreamWriterSnapshot(0, false, 0, false, false, Optional.empty()));

            writer.write("0123456789");
            Task<?> flush = Rondo.createTask(writer::flush);
            Rondo.sleep(0);
            Rondo.sleep(0);
            assertThat(writer.snapshot())
                    .isEqualTo(
                            new StreamWriterSnapshot(6, true, 1, false, false, Optional.empty()));

            pair.second().abort();
            assertThatThrownBy(flush::await).isInstanceOf(StreamException.class);
            assertThat(writer.snapshot().failure()).containsInstanceOf(StreamException.class);
            assertThat(writer.snapshot().sending()).isFalse();
            writer.abort();
            assertThat(writer.snapshot().closing()).isTrue();
        });
    }

    @Test
    void transportShowsItsStateAndBothPauses() throws Exception {
        TransportTest.scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    assertThat(transport.snapshot())
                            .isEqualTo(
                                    new TransportSnapshot(
                                            transport.stream().info().peer(),
                                            TransportState.OPEN,
                                            0,
                                            false,
                                            false));
                    transport.pauseReading();
                    transport.write(new byte[100_000]); // the stream takes 100
                    assertThat(transport.snapshot().readingPaused()).isTrue();
                    assertThat(transport.snapshot().writingPaused()).isTrue();
                    assertThat(transport.snapshot().buffered()).isEqualTo(99_900);
                    transport.close();
                    assertThat(transport.snapshot().state()).isEqualTo(TransportState.CLOSING);
                    transport.abort();
                    TransportTest.settle();
                    assertThat(transport.snapshot().state()).isEqualTo(TransportState.CLOSED);
                });
    }
}
