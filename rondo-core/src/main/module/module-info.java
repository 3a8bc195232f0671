/**
 * The loop, tasks, synchronisation, streams, the network and buffers; on the class path too.
 *
 * <p>Run with {@code --add-opens java.base/java.lang=dev.rondo}, a loop schedules its tasks;
 * without it they run on the slower handoff engine. {@code --enable-native-access=dev.rondo} allows
 * the epoll poller without a warning of the JVM.
 *
 * <p>What is not exported is how this is done, and changes without notice.
 */
module dev.rondo {
    // Annotations only: not transitive, so that a program needs it neither to compile nor to run.
    requires static org.jspecify;
    // The signals of Ctrl-C and the times of keep-alive probes. Both are reached by name, since on the
    // class path a runtime image may lack them; a module's program has them.
    requires jdk.unsupported;
    requires jdk.net;

    exports dev.rondo;
    exports dev.rondo.bytes;
    exports dev.rondo.file;
    exports dev.rondo.net;
    exports dev.rondo.process;
    exports dev.rondo.stream;
    exports dev.rondo.sync;

    // What answers "rondo ps"; loaded when somebody asks.
    uses dev.rondo.Inspector;

    provides dev.rondo.Inspector with
            dev.rondo.inspect.Visit;
}
