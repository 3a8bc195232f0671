package dev.rondo.stream;

import dev.rondo.Future;
import dev.rondo.Rondo;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A protocol that writes down what it is told; subclasses do more. */
public class RecordingProtocol implements Protocol {
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final List<String> calls = new ArrayList<>();
    private Transport transport;
    private Optional<Throwable> failure = Optional.empty();
    private Future<Void> changed;
    protected boolean keepOpen;

    @Override
    public void connectionMade(Transport transport) throws Exception {
        this.transport = transport;
        record("made");
    }

    @Override
    public void dataReceived(byte[] data) throws Exception {
        received.writeBytes(data);
        record("data");
    }

    @Override
    public boolean eofReceived() throws Exception {
        record("eof");
        return keepOpen;
    }

    @Override
    public void connectionLost(Optional<Throwable> failure) throws Exception {
        this.failure = failure;
        record("lost");
    }

    @Override
    public void pauseWriting() throws Exception {
        record("pause");
    }

    @Override
    public void resumeWriting() throws Exception {
        record("resume");
    }

    protected void record(String call) {
        calls.add(call);
        if (changed != null && !changed.done()) {
            changed.setResult(null);
        }
    }

    public List<String> calls() {
        return calls;
    }

    public Transport transport() {
        return transport;
    }

    public Optional<Throwable> failure() {
        return failure;
    }

    public String text() {
        return received.toString(StandardCharsets.UTF_8);
    }

    public int length() {
        return received.size();
    }

    /** Suspends until something is so, which is asked after each call. */
    public void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            changed = Rondo.createFuture();
            changed.await();
        }
    }

    public void awaitText(String text) {
        await(() -> text().equals(text));
    }

    public void awaitCall(String call) {
        await(() -> calls.contains(call));
    }
}
