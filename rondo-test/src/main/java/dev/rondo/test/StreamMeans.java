package dev.rondo.test;

import static dev.rondo.Rondo.createTask;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Task;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.StreamClosedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.function.Executable;

/** What the cases of {@link ByteStreamConformance} are written with. */
final class StreamMeans {
    private StreamMeans() {}

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static Task<?> write(ByteStream stream, String text) {
        return createTask(() -> stream.write(bytes(text)));
    }

    static String read(ByteStream stream, int length) {
        ByteBuffer target = ByteBuffer.allocate(length);
        fill(stream, target);
        return new String(target.array(), 0, target.position(), StandardCharsets.UTF_8);
    }

    static void fill(ByteStream stream, ByteBuffer target) {
        int count = 1;
        while (count >= 0 && target.hasRemaining()) {
            count = stream.read(target);
            assertTrue(count != 0, "a read returned 0 though there was room");
        }
    }

    static byte[] readBytes(ByteStream stream, int length) {
        ByteBuffer target = ByteBuffer.allocate(length);
        fill(stream, target);
        return target.array();
    }

    static byte[] random(int length) {
        byte[] data = new byte[length];
        new Random(7).nextBytes(data);
        return data;
    }

    static ByteBuffer one() {
        return ByteBuffer.allocate(1);
    }

    static void assertClosed(Executable operation) {
        assertThrows(StreamClosedException.class, operation);
    }
}
