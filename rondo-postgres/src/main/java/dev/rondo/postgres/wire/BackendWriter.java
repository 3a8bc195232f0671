package dev.rondo.postgres.wire;

import dev.rondo.bytes.ByteWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends a server's messages to a writer of bytes: the other side of {@link BackendReader}, for
 * servers that tests are made with. What is refused (a zero within a string) is not written.
 */
public final class BackendWriter {
    private static final int MAX_COLUMNS = 65_535; // their count has 16 bits

    private final ByteWriter out;
    private final Framing framing;

    /** Creates one that appends to a writer, to which others may append between two messages. */
    public BackendWriter(ByteWriter out) {
        this.out = out;
        this.framing = new Framing(out);
    }

    // ---- Login

    /** Answers SSLRequest or GSSENCRequest: {@code S}, {@code G} or {@code N}. */
    public void encryption(char answer) {
        out.put(answer);
    }

    /** Appends what the server wants of the client, or that it is in. */
    public void authentication(Authentication wanted) {
        int start = framing.begin('R');
        try {
            switch (wanted) {
                case Authentication.Ok _ -> out.putInt(0);
                case Authentication.KerberosV5 _ -> out.putInt(2);
                case Authentication.CleartextPassword _ -> out.putInt(3);
                case Authentication.Md5Password md5 -> out.putInt(5).put(md5.salt());
                case Authentication.Gss _ -> out.putInt(7);
                case Authentication.GssContinue gss -> out.putInt(8).put(gss.data());
                case Authentication.Sspi _ -> out.putInt(9);
                case Authentication.Sasl sasl -> {
                    out.putInt(10);
                    sasl.mechanisms().forEach(out::putZeroTerminated);
                    out.put(0);
                }
                case Authentication.SaslContinue sasl -> out.putInt(11).put(sasl.data());
                case Authentication.SaslFinal sasl -> out.putInt(12).put(sasl.data());
                case Authentication.Unknown unknown -> out.putInt(unknown.code());
            }
            framing.end();
        } catch (IllegalArgumentException e) {
            framing.rollback(start);
            throw e;
        }
    }

    /** Appends what cancels this session's statements. */
    public void keyData(int processId, byte[] secret) {
        framing.begin('K');
        out.putInt(processId).put(secret);
        framing.end();
    }

    /** Appends a setting. */
    public void parameterStatus(String name, String value) {
        Framing.checkNoZero(name, "The name of a setting");
        Framing.checkNoZero(value, "A setting");
        framing.begin('S');
        out.putZeroTerminated(name).putZeroTerminated(value);
        framing.end();
    }

    /** Appends the newest version that the server speaks, and options that it does not know. */
    public void negotiate(int version, List<String> options) {
        options.forEach(option -> Framing.checkNoZero(option, "An option"));
        framing.begin('v');
        out.putInt(version).putInt(options.size());
        options.forEach(out::putZeroTerminated);
        framing.end();
    }

    // ---- Statements

    /** Appends that the server waits for the next query. */
    public void ready(BackendMessage.ReadyForQuery status) {
        framing.begin('Z');
        out.put(status.letter());
        framing.end();
    }

    /** Appends a message that says only that it came. */
    public void plain(BackendMessage.Plain message) {
        framing.empty(
                switch (message) {
                    case PARSE_COMPLETE -> '1';
                    case BIND_COMPLETE -> '2';
                    case CLOSE_COMPLETE -> '3';
                    case NO_DATA -> 'n';
                    case PORTAL_SUSPENDED -> 's';
                    case EMPTY_QUERY -> 'I';
                    case COPY_DONE -> 'c';
                });
    }

    /** Appends the columns of the rows to come, at most 65,535. */
    public void rowDescription(List<ColumnDescription> columns) {
        checkCount(columns.size());
        columns.forEach(column -> Framing.checkNoZero(column.name(), "The name of a column"));
        framing.begin('T');
        out.putShort(columns.size());
        for (ColumnDescription column : columns) {
            out.putZeroTerminated(column.name())
                    .putInt(column.table())
                    .putShort(column.attribute())
                    .putInt(column.type())
                    .putShort(column.typeSize())
                    .putInt(column.typeModifier())
                    .putShort(column.format());
        }
        framing.end();
    }

    /** Appends the types of a statement's parameters, at most 65,535. */
    public void parameterDescription(int... types) {
        checkCount(types.length);
        framing.begin('t');
        out.putShort(types.length);
        for (int type : types) {
            out.putInt(type);
        }
        framing.end();
    }

    private static void checkCount(int count) {
        if (count > MAX_COLUMNS) {
            throw new IllegalArgumentException("More than 65535 columns: " + count);
        }
    }

    /** Appends a row; null is NULL. */
    public void dataRow(List<byte @Nullable []> values) {
        checkCount(values.size());
        framing.begin('D');
        out.putShort(values.size());
        for (byte[] value : values) {
            if (value == null) {
                out.putInt(-1);
            } else {
                out.putInt(value.length).put(value);
            }
        }
        framing.end();
    }

    /** Appends that a statement is done. */
    public void commandComplete(String tag) {
        Framing.checkNoZero(tag, "A tag");
        framing.begin('C');
        out.putZeroTerminated(tag);
        framing.end();
    }

    /** Appends an error. */
    public void error(ReportFields fields) {
        report('E', fields);
    }

    /** Appends a notice. */
    public void notice(ReportFields fields) {
        report('N', fields);
    }

    private void report(int type, ReportFields fields) {
        for (int i = 0; i < fields.count(); i++) {
            Framing.checkNoZero(fields.text(i), "A field");
        }
        framing.begin(type);
        for (int i = 0; i < fields.count(); i++) {
            out.put(fields.letter(i)).putZeroTerminated(fields.text(i));
        }
        out.put(0);
        framing.end();
    }

    /** Appends a notification. */
    public void notification(int processId, String channel, String payload) {
        Framing.checkNoZero(channel, "A channel");
        Framing.checkNoZero(payload, "A payload");
        framing.begin('A');
        out.putInt(processId).putZeroTerminated(channel).putZeroTerminated(payload);
        framing.end();
    }

    // ---- COPY

    /** Appends that COPY begins. */
    public void copyResponse(
            BackendMessage.CopyDirection direction, boolean binary, int... columnFormats) {
        checkCount(columnFormats.length);
        framing.begin(
                switch (direction) {
                    case IN -> 'G';
                    case OUT -> 'H';
                    case BOTH -> 'W';
                });
        out.put(binary ? 1 : 0).putShort(columnFormats.length);
        for (int format : columnFormats) {
            out.putShort(format);
        }
        framing.end();
    }

    /** Appends a part of COPY's data. */
    public void copyData(byte[] bytes) {
        framing.begin('d');
        out.put(bytes);
        framing.end();
    }

    @Override
    public String toString() {
        return "<BackendWriter " + framing + ">";
    }
}
