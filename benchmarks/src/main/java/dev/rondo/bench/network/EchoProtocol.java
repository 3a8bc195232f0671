package dev.rondo.bench.network;

import dev.rondo.stream.Protocol;
import dev.rondo.stream.Transport;
import org.jspecify.annotations.Nullable;

/** Sends back what it is called with, and takes no more than the peer does. */
final class EchoProtocol implements Protocol {
    private @Nullable Transport transport;

    private Transport transport() {
        Transport connected = transport;
        if (connected == null) {
            throw new AssertionError("called before connectionMade()");
        }
        return connected;
    }

    @Override
    public void connectionMade(Transport transport) {
        this.transport = transport;
    }

    @Override
    public void dataReceived(byte[] data) {
        transport().write(data);
    }

    @Override
    public void pauseWriting() {
        transport().pauseReading();
    }

    @Override
    public void resumeWriting() {
        transport().resumeReading();
    }
}
