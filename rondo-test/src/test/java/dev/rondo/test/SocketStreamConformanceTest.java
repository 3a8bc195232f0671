package dev.rondo.test;

import dev.rondo.net.SystemNetwork;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The system's sockets on real time: the suite fits what has buffers of its own. */
class SocketStreamConformanceTest extends ByteStreamConformance {
    @Override
    public void withPair(Scenario scenario) throws Exception {
        RondoTests.run(
                TestOptions.defaults().withTime(Time.REAL),
                () -> {
                    InetSocketAddress any =
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
                    try (Listener listener =
                            SystemNetwork.instance().listen(any, ListenOptions.defaults())) {
                        int port = ((InetSocketAddress) listener.address()).getPort();
                        ByteStream near = SystemNetwork.instance().connect("127.0.0.1", port);
                        scenario.run(near, listener.accept());
                    }
                });
    }

    @Override
    public int moreThanFits() {
        return 20_000_000;
    }
}
