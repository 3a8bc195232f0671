package dev.rondo.postgres.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.wire.Authentication;
import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.BackendReader;
import dev.rondo.postgres.wire.FrontendWriter;
import dev.rondo.postgres.wire.RowBatch;
import dev.rondo.postgres.wire.WireLimits;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.StreamException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client that says what a test has it say, and tells in words what it is answered. */
final class RawClient implements AutoCloseable {
    private final ByteStream stream;
    private final BackendReader reader = new BackendReader(WireLimits.defaults());
    private final ByteQueue queue = new ByteQueue();
    private final ByteWriter bytes = new ByteWriter();
    private final FrontendWriter out = new FrontendWriter(bytes);
    private BackendMessage.@Nullable BackendKeyData key;

    private RawClient(ByteStream stream) {
        this.stream = stream;
    }

    /** Connects without a word. */
    static RawClient to(ScriptedServer server) {
        return new RawClient(server.network().connect("localhost", server.port()));
    }

    /** Connects and logs in as somebody who is trusted. */
    static RawClient in(ScriptedServer server) {
        RawClient client = to(server);
        client.startup("test");
        client.answers();
        return client;
    }

    void startup(String user) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("user", user);
        parameters.put("application_name", "raw");
        out.startup(parameters);
        send();
    }

    FrontendWriter out() {
        return out;
    }

    void send() {
        if (!bytes.isEmpty()) {
            stream.write(bytes.buffers());
            bytes.clear();
        }
    }

    /** Sends a query of the simple protocol and returns what is answered, in words. */
    String query(String sql) {
        out.query(sql);
        return answers();
    }

    /** Sends what was appended, and returns what is answered up to ReadyForQuery, in words. */
    String answers() {
        send();
        List<String> words = new ArrayList<>();
        while (true) {
            String word = next();
            if (!word.isEmpty()) {
                words.add(word);
            }
            if (word.startsWith("ready") || word.startsWith("end")) {
                return String.join("; ", words);
            }
        }
    }

    /** Returns the next answer in words; empty for what every login has. */
    String next() {
        send();
        BackendMessage message;
        try {
            while ((message = reader.next(queue)) == null) {
                if (!fill()) {
                    return reader.isWithin() || !queue.isEmpty() ? "end within a message" : "end";
                }
            }
        } catch (StreamException e) {
            return "end by " + e.getClass().getSimpleName();
        }
        return say(message);
    }

    private boolean fill() {
        int count = stream.read(queue.space(1));
        if (count > 0) {
            queue.filled(count);
        }
        return count >= 0;
    }

    BackendMessage message() {
        BackendMessage message;
        while ((message = reader.next(queue)) == null) {
            if (!fill()) {
                throw new AssertionError("the server has gone");
            }
        }
        return message;
    }

    BackendMessage.BackendKeyData key() {
        BackendMessage.BackendKeyData known = key;
        if (known == null) {
            throw new AssertionError("no key yet");
        }
        return known;
    }

    private String say(BackendMessage message) {
        return switch (message) {
            case RowBatch batch -> rows(batch);
            case BackendMessage.BackendKeyData data -> {
                key = data;
                yield "";
            }
            case BackendMessage.ParameterStatus one ->
                    one.name().equals("application_name") ? "application_name=" + one.value() : "";
            case BackendMessage.ReadyForQuery ready -> "ready " + ready.letter();
            case BackendMessage.CommandComplete done -> done.tag();
            case BackendMessage.ErrorResponse error ->
                    error.fields().find('S')
                            + " "
                            + error.fields().find('C')
                            + " "
                            + error.fields().find('M');
            case BackendMessage.NoticeResponse notice ->
                    notice.fields().find('S') + " " + notice.fields().find('M');
            case BackendMessage.NotificationResponse heard ->
                    "heard " + heard.channel() + "=" + heard.payload();
            case BackendMessage.RowDescription description ->
                    "columns "
                            + description.columns().stream()
                                    .map(c -> c.name() + ":" + c.type() + ":" + c.format())
                                    .toList();
            case BackendMessage.ParameterDescription parameters ->
                    "parameters " + java.util.Arrays.toString(parameters.types());
            case BackendMessage.CopyResponse copy -> "copy " + copy.direction();
            case BackendMessage.CopyData data -> "data " + new String(data.bytes(), UTF_8);
            case BackendMessage.Plain plain -> plain.name();
            case BackendMessage.NegotiateProtocolVersion version -> version.toString();
            case Authentication authentication ->
                    authentication instanceof Authentication.Ok
                            ? ""
                            : authentication.getClass().getSimpleName();
        };
    }

    private static String rows(RowBatch batch) {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < batch.rows(); row++) {
            List<String> values = new ArrayList<>();
            for (int column = 0; column < batch.columns(); column++) {
                int length = batch.length(row, column);
                values.add(
                        length < 0
                                ? "NULL"
                                : new String(
                                        batch.bytes(), batch.offset(row, column), length, UTF_8));
            }
            rows.add("row " + String.join(",", values));
        }
        return String.join("; ", rows);
    }

    @Override
    public void close() {
        stream.close();
    }
}
