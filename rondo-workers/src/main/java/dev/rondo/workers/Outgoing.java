package dev.rondo.workers;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a worker says, in order, by one thread: an interrupt of the thread that runs a call, or that
 * prints, would close the channel if that thread wrote to it.
 */
final class Outgoing {
    private static final int MOST_WAITING = 64; // frames; who prints faster waits
    private static final long FLUSH_SECONDS = 2; // at the exit, of a parent that does not read

    private sealed interface Item {}

    private record Message(Frame frame) implements Item {}

    private record Mark(CountDownLatch reached) implements Item {}

    private final BlockingQueue<Item> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Wire wire;

    Outgoing(Wire wire) {
        this.wire = wire;
        Threads.start("rondo-worker-writer", this::write);
    }

    private void write() {
        try {
            while (true) {
                switch (waiting.take()) {
                    case Message(Frame frame) -> wire.send(frame);
                    case Mark(CountDownLatch reached) -> reached.countDown();
                }
            }
        } catch (IOException | InterruptedException e) {
            Runtime.getRuntime().halt(WorkerMain.PARENT_GONE);
        }
    }

    /** Sends a frame that is not above the limit. Any thread; interrupts do not end it. */
    void send(Frame frame) {
        put(new Message(frame));
    }

    private void put(Item item) {
        Threads.uninterruptibly(() -> {
            waiting.put(item);
            return 0;
        });
    }

    /** Waits until all before it is written. */
    void flush() {
        CountDownLatch reached = new CountDownLatch(1);
        Threads.uninterruptibly(() -> {
            // Whoever exits may not wait for a parent that does not read.
            return waiting.offer(new Mark(reached), FLUSH_SECONDS, TimeUnit.SECONDS)
                    && reached.await(FLUSH_SECONDS, TimeUnit.SECONDS);
        });
    }

    /** Returns the standard output of a worker. */
    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int count) {
                byte[] copy = Arrays.copyOfRange(bytes, from, from + count);
                send(Frame.ofBytes(Frame.Type.OUTPUT, 0, copy));
            }
        };
    }
}
