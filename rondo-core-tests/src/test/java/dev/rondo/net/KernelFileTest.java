package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rondo.Task;
import dev.rondo.stream.Ends;
import dev.rondo.stream.SendFileOptions;
import dev.rondo.stream.StreamReader;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files whose size the system does not tell (0 in /proc, a page in /sys) are sent all the same. */
class KernelFileTest {
    static Stream<Arguments> files() {
        return Stream.of("/proc/version", "/sys/class/net/lo/mtu")
                .flatMap(file -> Stream.of(OnPoller.values()).map(on -> Arguments.of(file, on)));
    }

    @ParameterizedTest
    @MethodSource("files")
    void whatCanBeReadIsSent(String name, OnPoller poller) throws Exception {
        Path file = Path.of(name);
        assumeThat(Files.isReadable(file)).isTrue();
        byte[] content = Files.readAllBytes(file);
        poller.run(() -> {
            for (boolean open : new boolean[] {false, true}) {
                Ends ends = SystemSockets.connect(SystemSockets.tcp());
                Task<byte[]> reading = createTask(() -> new StreamReader(ends.far()).readAll());
                try (FileChannel channel = FileChannel.open(file)) {
                    SendFileOptions all = SendFileOptions.defaults();
                    long sent =
                            open
                                    ? ends.near().sendFile(channel, all)
                                    : ends.near().sendFile(file, all);
                    assertThat(sent).isEqualTo(content.length);
                }
                ends.near().close();
                assertThat(reading.await()).isEqualTo(content);
                ends.far().close();
            }
        });
    }
}
