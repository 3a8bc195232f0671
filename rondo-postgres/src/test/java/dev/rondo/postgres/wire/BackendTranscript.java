package dev.rondo.postgres.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rondo.bytes.ByteQueue;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * Reads a server's bytes that come in pieces, as a connection does, and says in words what was
 * read: what follows of it must not depend on the pieces. Rows are told one by one, and COPY's data
 * in one piece.
 */
final class BackendTranscript {
    private final BackendReader reader;
    private final ByteQueue queue = new ByteQueue();
    private final StringBuilder words = new StringBuilder();
    private boolean afterData;
    private boolean failed;

    BackendTranscript(WireLimits limits) {
        reader = new BackendReader(limits);
    }

    /** What has come in already: then a session has begun. */
    BackendTranscript inSession() {
        queue.add(WireText.bytes("R{~~~~}"), 0, 9);
        reader.next(queue);
        return this;
    }

    String read(byte[] input, int pieceSize) {
        for (int from = 0; from < input.length; from += pieceSize) {
            add(input, from, Math.min(pieceSize, input.length - from));
        }
        return end();
    }

    String readSplit(byte[] input, int at) {
        add(input, 0, at);
        add(input, at, input.length - at);
        return end();
    }

    void add(byte[] input, int from, int length) {
        if (failed) {
            return;
        }
        queue.add(input, from, length);
        try {
            for (BackendMessage message; (message = reader.next(queue)) != null; ) {
                tell(message);
            }
        } catch (WireException e) {
            failed = true;
            put("refused: " + e.getMessage().replaceAll("it (sent|began).*", "..."));
        }
    }

    /** Returns how many bytes are in the queue. */
    int held() {
        return queue.size();
    }

    boolean isOver() {
        return failed;
    }

    /** Ends, and returns the words. */
    String end() {
        if (!failed && (!queue.isEmpty() || reader.isWithin())) {
            put("more");
        }
        return words.toString();
    }

    private void put(String word) {
        words.append(words.isEmpty() ? "" : "; ").append(word);
        afterData = false;
    }

    private void tell(BackendMessage message) {
        switch (message) {
            case RowBatch batch -> tellRows(batch);
            case BackendMessage.CopyData data -> {
                if (afterData) {
                    words.append(text(data.bytes()));
                } else {
                    put("data " + text(data.bytes()));
                }
                afterData = true;
            }
            default -> put(say(message));
        }
    }

    private void tellRows(RowBatch batch) {
        for (int row = 0; row < batch.rows(); row++) {
            StringBuilder values = new StringBuilder("row");
            for (int column = 0; column < batch.columns(); column++) {
                int length = batch.length(row, column);
                values.append(' ')
                        .append(
                                length < 0
                                        ? "NULL"
                                        : "'"
                                                + new String(
                                                        batch.bytes(),
                                                        batch.offset(row, column),
                                                        length,
                                                        UTF_8)
                                                + "'");
            }
            put(values.toString());
        }
    }

    private static String say(BackendMessage message) {
        return switch (message) {
            case RowBatch batch -> batch.toString();
            case BackendMessage.CopyData data -> "data " + data.bytes().length;
            case BackendMessage.Plain plain -> plain.name();
            case BackendMessage.ReadyForQuery ready -> "ready " + ready.letter();
            case BackendMessage.CommandComplete done -> "done " + done.tag() + " " + done.rows();
            case BackendMessage.ErrorResponse error -> "error" + say(error.fields());
            case BackendMessage.NoticeResponse notice -> "notice" + say(notice.fields());
            case BackendMessage.BackendKeyData key -> key.processId() + " " + hex(key.secret());
            case BackendMessage.ParameterStatus one -> one.name() + "=" + one.value();
            case BackendMessage.NegotiateProtocolVersion v -> v.version() + " " + v.options();
            case BackendMessage.RowDescription columns ->
                    columns.columns().stream()
                            .map(BackendTranscript::say)
                            .collect(Collectors.joining(", ", "columns [", "]"));
            case BackendMessage.ParameterDescription p ->
                    "parameters " + Arrays.toString(p.types());
            case BackendMessage.NotificationResponse n ->
                    "notify " + n.processId() + " " + n.channel() + " '" + n.payload() + "'";
            case BackendMessage.CopyResponse copy ->
                    "copy "
                            + copy.direction()
                            + (copy.binary() ? " binary " : " text ")
                            + Arrays.toString(copy.columnFormats());
            case Authentication authentication -> say(authentication);
        };
    }

    private static String say(Authentication message) {
        return switch (message) {
            case Authentication.Ok _ -> "ok";
            case Authentication.KerberosV5 _ -> "kerberos";
            case Authentication.CleartextPassword _ -> "cleartext";
            case Authentication.Md5Password md5 -> "md5 " + hex(md5.salt());
            case Authentication.Gss _ -> "gss";
            case Authentication.GssContinue gss -> "gss " + text(gss.data());
            case Authentication.Sspi _ -> "sspi";
            case Authentication.Sasl sasl -> "sasl " + sasl.mechanisms();
            case Authentication.SaslContinue sasl -> "sasl-continue " + text(sasl.data());
            case Authentication.SaslFinal sasl -> "sasl-final " + text(sasl.data());
            case Authentication.Unknown unknown -> "unknown " + unknown.code();
        };
    }

    private static String say(ColumnDescription column) {
        return column.name()
                + " "
                + Integer.toUnsignedString(column.table())
                + "."
                + column.attribute()
                + " "
                + Integer.toUnsignedString(column.type())
                + " "
                + column.typeSize()
                + " "
                + column.typeModifier()
                + " "
                + column.format();
    }

    private static String say(ReportFields fields) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < fields.count(); i++) {
            words.append(' ').append(fields.letter(i)).append(':').append(fields.text(i));
        }
        return words.toString();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }
}
