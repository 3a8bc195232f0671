package dev.rondo.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Future;
import dev.rondo.Rondo;
import dev.rondo.stream.Connection;
import dev.rondo.stream.Server;
import dev.rondo.testing.ChildJvm;
import dev.rondo.testing.Scratch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers of Unix sockets with names that this process cannot say. */
class OddPeerTest {
    /** Serves two connections: from a path that is not ASCII, and from no path. */
    static final class Child {
        private static final int PATH = 2; // where it begins in an address

        private Child() {}

        private static int address(MemorySegment target, byte[] path) {
            target.fill((byte) 0);
            target.set(ValueLayout.JAVA_SHORT, 0, (short) Libc.AF_UNIX);
            MemorySegment.copy(path, 0, target, ValueLayout.JAVA_BYTE, PATH, path.length);
            return PATH + path.length + 1;
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        public static void main(String[] arguments) throws Exception {
            OnPoller poller = OnPoller.valueOf(arguments[0]);
            Path folder = Scratch.folder();
            Path path = folder.resolve("socket");
            Rondo.run(
                    SystemSockets.with(poller.poller()),
                    () -> {
                        Future<String> served = Rondo.createFuture();
                        Server server =
                                Net.startUnixServer(
                                        path,
                                        connection -> {
                                            if (connection.reader().readAll().length > 0) {
                                                served.setResult("served");
                                            }
                                        });
                        try (Arena arena = Arena.ofConfined()) {
                            Libc libc = new Libc(arena);
                            MemorySegment address = arena.allocate(SocketAddresses.LARGEST, 8);
                            int odd = libc.socket(Libc.AF_UNIX, Libc.SOCK_STREAM);
                            libc.bind(odd, address, address(address, bytes(folder + "/\u00fc")));
                            libc.connect(odd, address, address(address, bytes(path.toString())));
                            Connection client = Net.openUnixConnection(path);
                            client.writer().write("x");
                            client.close();
                            System.out.println(Rondo.timeout(Duration.ofSeconds(5), served::await));
                            libc.close(odd);
                        }
                        server.close();
                    });
        }
    }

    @ParameterizedTest
    @EnumSource
    void pathThatTheEncodingLacksDoesNotStopTheServer(OnPoller poller) {
        ChildJvm.Result result =
                new ChildJvm(Child.class)
                        .environment("LC_ALL", "C")
                        .option("--enable-native-access=ALL-UNNAMED")
                        .argument(poller.name())
                        .run();
        assertThat(result.output().lines())
                .as(poller.name().toLowerCase(Locale.ROOT))
                .contains("served");
    }
}
