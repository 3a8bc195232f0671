package dev.rondo.bench.network;

import dev.rondo.stream.Protocol;

/** Sends back what it is called with. */
final class EchoProtocol extends EchoEnd implements Protocol {
    @Override
    public void dataReceived(byte[] data) {
        transport().write(data);
    }
}
