package dev.rondo.postgres.wire;

import dev.rondo.bytes.ByteWriter;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Appends a client's messages to a writer of bytes. Values go straight into it: a codec writes
 * between {@link #beginValue} and {@link #endValue}.
 *
 * <p>What cannot be sent (a zero within a string, too many parameters, a message beyond the
 * server's bound) is refused with an {@link IllegalArgumentException} before a byte of the message
 * stands in the writer, or taken back: none of what a method refused is sent. A Bind that was
 * begun, and what a codec wrote, is taken back by {@link #rollback}.
 *
 * {@snippet :
 * int before = out.size();
 * try {
 *     out.beginBind("", "s1", Formats.BINARY, 1);
 *     out.beginValue();
 *     codec.encode(value, bytes);
 *     out.endValue();
 *     out.endBind(Formats.BINARY);
 * } catch (RuntimeException e) {
 *     out.rollback(before);
 *     throw e;
 * }
 * out.execute("", 0);
 * out.sync();
 * }
 */
public final class FrontendWriter {
    /** How many parameters a statement has at most: their count has 16 bits. */
    public static final int MAX_PARAMETERS = 65_535;

    /** Protocol 3.0, as StartupMessage names it. */
    public static final int VERSION = 3 << 16;

    private static final int CANCEL = 1234 << 16 | 5678;
    private static final int SSL = 1234 << 16 | 5679;
    private static final int GSS_ENCRYPTION = 1234 << 16 | 5680;

    // The server's MAX_STARTUP_PACKET_LENGTH: what is longer it cuts the connection for.
    private static final int MAX_STARTUP = 10_000;

    // The server ends the session for a CopyFail of 10,000 bytes (PQ_SMALL_MESSAGE_LIMIT); this
    // many characters stay below it whatever they are, and are more than anybody reads.
    private static final int MAX_REASON = 1_000;

    private static final int NULL = -1;

    private final ByteWriter out;
    private final Framing framing;
    private int announced; // parameters of the open Bind
    private int values; // of it, so far
    private int valueStart = -1; // of the open value; -1: none is

    /** Creates one that appends to a writer, to which others may append between two messages. */
    public FrontendWriter(ByteWriter out) {
        this.out = out;
        this.framing = new Framing(out);
    }

    /** Returns the writer that codecs append values to. */
    public ByteWriter bytes() {
        return out;
    }

    /** Returns how many bytes the writer holds: where the next message begins. */
    public int size() {
        return out.size();
    }

    /** Takes back all that was appended since the writer held so many bytes: see {@link #size}. */
    public void rollback(int size) {
        valueStart = -1;
        framing.rollback(size);
    }

    // ---- Before the session

    /**
     * Appends a StartupMessage of protocol 3.0.
     *
     * @param parameters {@code user}, {@code database} and settings, in the order to be sent
     * @throws IllegalArgumentException if there is a zero in one, a name is empty, or they are
     *     longer than the 10,000 bytes that the server takes
     */
    public void startup(Map<String, String> parameters) {
        parameters.forEach((name, value) -> {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("A startup parameter without a name");
            }
            Framing.checkNoZero(name, "The name of a startup parameter");
            Framing.checkNoZero(value, "The startup parameter " + name);
        });
        int start = framing.beginUntyped();
        out.putInt(VERSION);
        parameters.forEach((name, value) -> out.putZeroTerminated(name).putZeroTerminated(value));
        out.put(0);
        int length = out.size() - start;
        if (length > MAX_STARTUP) {
            framing.rollback(start);
            throw new IllegalArgumentException(
                    "The startup parameters have "
                            + length
                            + " bytes, the server takes "
                            + MAX_STARTUP);
        }
        framing.end();
    }

    /** Appends an SSLRequest; one byte answers it. */
    public void sslRequest() {
        out.putInt(8).putInt(SSL);
    }

    /** Appends a GSSENCRequest; one byte answers it. */
    public void gssEncryptionRequest() {
        out.putInt(8).putInt(GSS_ENCRYPTION);
    }

    /** Appends a CancelRequest, the only message of its connection. */
    public void cancelRequest(BackendMessage.BackendKeyData key) {
        byte[] secret = key.secret();
        out.putInt(12 + secret.length).putInt(CANCEL).putInt(key.processId()).put(secret);
    }

    /**
     * Appends a password as the server asked for it: as it is, or as {@code md5} and a hash.
     *
     * @throws IllegalArgumentException if there is a zero in it; its text is not told
     */
    public void password(String password) {
        Framing.checkNoZeroSecretly(password, "The password");
        framing.begin('p');
        out.putZeroTerminated(password);
        framing.end();
    }

    /** Appends the first message of a SASL mechanism. */
    public void saslInitialResponse(String mechanism, byte[] response) {
        Framing.checkNoZero(mechanism, "A SASL mechanism");
        framing.begin('p');
        out.putZeroTerminated(mechanism).putInt(response.length).put(response);
        framing.end();
    }

    /** Appends a further message of a SASL mechanism. */
    public void saslResponse(byte[] response) {
        framing.begin('p');
        out.put(response);
        framing.end();
    }

    /** Appends a token of GSSAPI or SSPI. */
    public void gssResponse(byte[] token) {
        saslResponse(token);
    }

    // ---- Statements

    /**
     * Appends a Query: one or more statements of the simple protocol, with their own Sync.
     *
     * @throws IllegalArgumentException if there is a zero in it, or it is longer than a message
     */
    public void query(String sql) {
        Framing.checkNoZero(sql, "A statement");
        framing.begin('Q');
        out.putZeroTerminated(sql);
        framing.end();
    }

    /**
     * Appends a Parse.
     *
     * @param name of the statement; empty: the unnamed one
     * @param types of the parameters, as object identifiers; 0 leaves one to the server
     * @throws IllegalArgumentException if there is a zero in the name or the statement, there are
     *     more than 65,535 types, or it is longer than a message
     */
    public void parse(String name, String sql, int[] types) {
        Framing.checkNoZero(name, "The name of a statement");
        Framing.checkNoZero(sql, "A statement");
        checkParameters(types.length);
        framing.begin('P');
        out.putZeroTerminated(name).putZeroTerminated(sql).putShort(types.length);
        for (int type : types) {
            out.putInt(type);
        }
        framing.end();
    }

    /**
     * Begins a Bind; as many values follow as are announced, then {@link #endBind}.
     *
     * @param formats of the values
     * @throws IllegalArgumentException if there is a zero in a name, there are more than 65,535
     *     parameters, or the formats are of another number
     */
    public void beginBind(String portal, String statement, Formats formats, int parameters) {
        Framing.checkNoZero(portal, "The name of a portal");
        Framing.checkNoZero(statement, "The name of a statement");
        checkParameters(parameters);
        checkFormats(formats, parameters);
        announced = parameters;
        values = 0;
        valueStart = -1;
        framing.begin('B');
        out.putZeroTerminated(portal).putZeroTerminated(statement).put(formats.encoded());
        out.putShort(parameters);
    }

    private static void checkParameters(int count) {
        if (count < 0 || count > MAX_PARAMETERS) {
            throw new IllegalArgumentException(
                    "A statement has at most "
                            + MAX_PARAMETERS
                            + " parameters, but there are "
                            + count
                            + "\nPass many values as one array: where id = any($1)");
        }
    }

    private static void checkFormats(Formats formats, int count) {
        if (!formats.fit(count)) {
            throw new IllegalArgumentException(
                    "The formats are not of " + count + " parameters: " + formats);
        }
    }

    /** Appends NULL to the open Bind. */
    public void nullValue() {
        checkNextValue();
        out.putInt(NULL);
        values++;
    }

    /** Appends a value to the open Bind. */
    public void value(byte[] bytes, int offset, int length) {
        checkNextValue();
        out.putInt(length).put(bytes, offset, length);
        values++;
    }

    /**
     * Begins a value of the open Bind: what is appended to {@link #bytes} until {@link #endValue}.
     */
    public void beginValue() {
        checkNextValue();
        valueStart = out.size();
        out.putInt(0);
    }

    /** Ends the value that was begun. */
    public void endValue() {
        if (valueStart < 0) {
            throw new IllegalStateException("No value was begun");
        }
        out.setInt(valueStart, out.size() - valueStart - Integer.BYTES);
        valueStart = -1;
        values++;
    }

    private void checkNextValue() {
        if (valueStart >= 0 || values == announced) {
            throw new IllegalStateException(
                    valueStart >= 0
                            ? "The value before was not ended"
                            : "All " + announced + " values of the Bind are there");
        }
    }

    /**
     * Ends the Bind.
     *
     * @param resultFormats of the columns of the result
     * @throws IllegalStateException if not all values are there
     * @throws IllegalArgumentException if it is longer than a message; it is taken back
     */
    public void endBind(Formats resultFormats) {
        if (valueStart >= 0 || values != announced) {
            throw new IllegalStateException(
                    "The Bind has " + values + " of " + announced + " values");
        }
        out.put(resultFormats.encoded());
        announced = 0;
        values = 0;
        framing.end();
    }

    /** Appends a Describe of a statement. */
    public void describeStatement(String name) {
        named('D', 'S', name);
    }

    /** Appends a Describe of a portal. */
    public void describePortal(String name) {
        named('D', 'P', name);
    }

    /** Appends a Close of a statement. */
    public void closeStatement(String name) {
        named('C', 'S', name);
    }

    /** Appends a Close of a portal. */
    public void closePortal(String name) {
        named('C', 'P', name);
    }

    private void named(int type, int kind, String name) {
        Framing.checkNoZero(name, "The name of a statement or portal");
        framing.begin(type);
        out.put(kind).putZeroTerminated(name);
        framing.end();
    }

    /**
     * Appends an Execute.
     *
     * @param maxRows after which the portal is suspended; 0: no limit
     */
    public void execute(String portal, int maxRows) {
        if (maxRows < 0) {
            throw new IllegalArgumentException("maxRows must not be negative, but is " + maxRows);
        }
        Framing.checkNoZero(portal, "The name of a portal");
        framing.begin('E');
        out.putZeroTerminated(portal).putInt(maxRows);
        framing.end();
    }

    /** Appends a Flush: what is answered so far shall be sent. */
    public void flush() {
        framing.empty('H');
    }

    /** Appends a Sync: an implicit transaction ends here, and so does skipping after an error. */
    public void sync() {
        framing.empty('S');
    }

    /** Appends a Terminate, the last message. */
    public void terminate() {
        framing.empty('X');
    }

    // ---- COPY to the server

    /** Appends a part of COPY's data, copied. */
    public void copyData(byte[] bytes, int offset, int length) {
        framing.checkLength(length);
        out.put('d').putInt(length + Integer.BYTES).put(bytes, offset, length);
    }

    /**
     * Appends a part of COPY's data by reference: neither it nor its bytes may change until it is
     * sent. Worth it from some KiB on.
     */
    public void copyData(ByteBuffer data) {
        framing.checkLength(data.remaining());
        out.put('d').putInt(data.remaining() + Integer.BYTES).reference(data);
    }

    /** Appends a CopyDone. */
    public void copyDone() {
        framing.empty('c');
    }

    /** Appends a CopyFail; a long reason is shortened, and zeros in it are spaces. */
    public void copyFail(String reason) {
        framing.begin('f');
        out.putZeroTerminated(shortened(reason).replace('\0', ' '));
        framing.end();
    }

    private static String shortened(String reason) {
        if (reason.length() <= MAX_REASON) {
            return reason;
        }
        int end = MAX_REASON - 3;
        return reason.substring(
                        0, Character.isHighSurrogate(reason.charAt(end - 1)) ? end - 1 : end)
                + "...";
    }

    @Override
    public String toString() {
        return "<FrontendWriter " + framing + ">";
    }
}
