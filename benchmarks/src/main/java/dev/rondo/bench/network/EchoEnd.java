package dev.rondo.bench.network;

import dev.rondo.stream.Transport;
import org.jspecify.annotations.Nullable;

/** What both kinds of echo protocols do: take no more than the peer does. */
abstract class EchoEnd {
    private @Nullable Transport transport;

    final Transport transport() {
        Transport connected = transport;
        if (connected == null) {
            throw new AssertionError("called before connectionMade()");
        }
        return connected;
    }

    public void connectionMade(Transport transport) {
        this.transport = transport;
    }

    public void pauseWriting() {
        transport().pauseReading();
    }

    public void resumeWriting() {
        transport().resumeReading();
    }
}
