package dev.rondo.postgres.wire;

import dev.rondo.bytes.ByteQueue;

/** What a client answers before it is in, read as what the server wants to see in it. */
final class PasswordData {
    private PasswordData() {}

    static String password(byte[] data) {
        Body body = body(data);
        String password = body.takeString();
        body.finish();
        return password;
    }

    static FrontendMessage.SaslStart saslStart(byte[] data) {
        Body body = body(data);
        String mechanism = body.takeString();
        int length = body.takeInt();
        byte[] first = length == -1 ? new byte[0] : body.takeBytes(length);
        body.finish();
        return new FrontendMessage.SaslStart(mechanism, first);
    }

    private static Body body(byte[] data) {
        ByteQueue queue = new ByteQueue();
        queue.add(data, 0, data.length);
        Body body = new Body();
        body.set(queue, 'p', 0, data.length);
        return body;
    }
}
