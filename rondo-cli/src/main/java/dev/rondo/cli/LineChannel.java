package dev.rondo.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Lines to and from a program, which may end, be stopped or fall silent at any time. */
final class LineChannel implements AutoCloseable {
    private static final long PATIENCE_NANOS = 10_000_000_000L; // without a byte
    private static final long STEP_MILLIS = 200; // between two looks whether it still runs
    private static final int LONGEST_LINE = 64 << 20; // bytes
    private static final int CHUNK = 64 << 10; // bytes

    private final ProcessFacts process;
    private final SocketChannel channel;
    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocate(CHUNK).flip();

    LineChannel(ProcessFacts process, SocketChannel channel) throws IOException {
        this.process = process;
        this.channel = channel;
        channel.configureBlocking(false);
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
    }

    void write(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) { // a question is far smaller than the socket's buffer
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw ended();
        }
    }

    String read() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            while (true) {
                if (!in.hasRemaining()) {
                    fill();
                }
                int begin = in.position();
                int end = begin;
                while (end < in.limit() && in.get(end) != '\n') {
                    end++;
                }
                line.write(in.array(), begin, end - begin);
                in.position(Math.min(end + 1, in.limit()));
                if (end < in.limit()) {
                    return line.toString(StandardCharsets.UTF_8);
                }
                if (line.size() > LONGEST_LINE) {
                    throw process.refusal("answered a line without an end");
                }
            }
        } catch (IOException e) {
            throw ended();
        }
    }

    private void fill() throws IOException {
        long begin = System.nanoTime();
        in.clear().flip();
        while (true) {
            in.compact();
            int count = channel.read(in);
            in.flip();
            if (count < 0) {
                throw ended();
            }
            if (count > 0) {
                return;
            }
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                throw process.refusal("does not answer any more");
            }
            process.checkState();
            selector.select(STEP_MILLIS);
            selector.selectedKeys().clear();
        }
    }

    private Fault ended() {
        process.checkState();
        return process.refusal("has ended the conversation");
    }

    @Override
    public void close() {
        try (selector;
                channel) {
            // Only to close both.
        } catch (IOException e) {
            // Nothing more is to come of it.
        }
    }
}
