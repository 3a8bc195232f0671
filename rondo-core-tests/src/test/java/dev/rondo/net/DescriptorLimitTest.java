package dev.rondo.net;

import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.runningLoop;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.EventLoop;
import dev.rondo.ExceptionContext;
import dev.rondo.Poller;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.Connection;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Server;
import dev.rondo.stream.TooManyFilesException;
import dev.rondo.testing.ChildJvm;
import dev.rondo.testing.CompiledClass;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that runs out of descriptors, with each poller. */
class DescriptorLimitTest {
    /** Serves while there is no descriptor left, and after. */
    static final class Child {
        private static final List<ExceptionContext> REPORTS = new ArrayList<>();

        private Child() {}

        public static void main(String[] args) throws Exception {
            OnPoller poller = OnPoller.valueOf(args[0]);
            run(SystemSockets.with(poller.poller()), () -> runOut(poller.poller()));
        }

        private static void runOut(Supplier<Poller> poller) throws IOException {
            runningLoop().setExceptionHandler(Optional.of((loop, report) -> REPORTS.add(report)));
            Server server =
                    Net.startServer(
                            List.of(SystemSockets.tcp()),
                            ListenOptions.defaults(),
                            connection ->
                                    connection.writer().write(connection.reader().readLine()));
            SocketAddress address = server.addresses().getFirst();
            ask(connect(address));
            loadAllClasses();
            List<FileInputStream> files = new ArrayList<>();
            takeAll(files);
            try {
                connect(address);
                System.out.println("connected without a descriptor");
            } catch (TooManyFilesException e) {
                System.out.println(e.getMessage().replace(address.toString(), "ADDRESS"));
            }
            makeAnother(poller, files);
            files.removeLast().close(); // for the client; the server has none to accept it with
            Connection client = connect(address);
            client.writer().write("late\n");
            client.writer().flush();
            long begin = System.nanoTime();
            while (REPORTS.isEmpty()) {
                OnPoller.passes(1);
            }
            for (FileInputStream file : files) {
                file.close();
            }
            System.out.println(client.reader().nextLine().orElse("nothing"));
            long millis = (System.nanoTime() - begin) / 1_000_000;
            System.out.println(millis >= 900 ? "after the pause" : "after " + millis + " ms");
            for (ExceptionContext report : REPORTS) {
                System.out.println("report: " + report.message());
            }
            client.close();
            ask(connect(address));
            server.close();
            server.waitClosed();
            System.out.println("end");
        }

        /** One descriptor is too few for a poller, which must give it back. */
        private static void makeAnother(Supplier<Poller> poller, List<FileInputStream> files)
                throws IOException {
            int taken = files.size();
            files.removeLast().close();
            try {
                poller.get().close();
                System.out.println("a poller of one descriptor");
            } catch (IllegalStateException | UncheckedIOException e) {
                takeAll(files);
                System.out.println(taken - files.size() + " descriptors lost");
            }
        }

        /** A class can be loaded only while there is a descriptor for its file. */
        private static void loadAllClasses() {
            CompiledClass.besides(EventLoop.class).stream()
                    .map(CompiledClass::name)
                    .filter(name -> !name.endsWith("-info"))
                    .forEach(Child::load);
        }

        private static void load(String name) {
            try {
                Class.forName(name, false, Child.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                throw new AssertionError(e);
            }
        }

        private static Connection connect(SocketAddress address) {
            ByteStream stream =
                    SystemNetwork.instance().connect(address, ConnectOptions.defaults());
            return new Connection(stream);
        }

        private static void ask(Connection connection) {
            connection.writer().write("hello\n");
            System.out.println(connection.reader().nextLine().orElse("nothing"));
            connection.close();
        }

        private static void takeAll(List<FileInputStream> files) {
            try {
                while (true) {
                    files.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException e) {
                // That was the last one.
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void serverPausesAndGoesOn(OnPoller poller) {
        Assumptions.assumeTrue(new File("/bin/sh").canExecute(), "needs a shell to set the limit");
        ChildJvm.Result result =
                new ChildJvm(Child.class)
                        .option("--enable-native-access=ALL-UNNAMED")
                        .through("sh", "-c", "ulimit -n 100; exec \"$@\"", "sh")
                        .argument(poller.name())
                        .run();
        assertThat(result.output())
                .isEqualTo(
                        """
                        hello
                        connect to ADDRESS: Too many open files
                        0 descriptors lost
                        late
                        after the pause
                        report: accept: out of file descriptors; pausing
                        hello
                        end
                        """);
    }
}
