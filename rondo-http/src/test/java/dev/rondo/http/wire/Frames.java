package dev.rondo.http.wire;

import dev.rondo.bytes.ByteQueue;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Frames written by hand, right and wrong ones, and what a parser makes of them. */
public final class Frames {
    private static final int KEY = 0x37fa213d; // RFC 6455, section 5.7

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final boolean masked;

    private Frames(boolean masked) {
        this.masked = masked;
    }

    /** Begins frames of a client, which are masked. */
    public static Frames ofClient() {
        return new Frames(true);
    }

    /** Begins frames of a server. */
    public static Frames ofServer() {
        return new Frames(false);
    }

    /** Appends a frame; the first byte is as given. */
    public Frames frame(int first, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + FrameWriter.MAX_HEAD);
        if (masked) {
            FrameWriter.putMaskedHead(frame, 0, false, false, payload.length, KEY);
            FrameWriter.putMasked(frame, payload, 0, payload.length, KEY, 0);
        } else {
            FrameWriter.putHead(frame, 0, false, false, payload.length);
            frame.put(payload);
        }
        frame.put(0, (byte) first);
        bytes.write(frame.array(), 0, frame.position());
        return this;
    }

    /** Appends a frame of text. */
    public Frames frame(int first, String payload) {
        return frame(first, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** Appends a frame whose payload is in hexadecimal digits. */
    public Frames hexFrame(int first, String payload) {
        return frame(first, hex(payload));
    }

    /** Appends bytes as they are. */
    public Frames raw(String digits) {
        bytes.writeBytes(hex(digits));
        return this;
    }

    /** Returns all. */
    public byte[] bytes() {
        return bytes.toByteArray();
    }

    /** Returns bytes of hexadecimal digits, between which blanks may be. */
    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    /** Returns what a server's or client's parser makes of bytes that come in pieces. */
    static List<String> parse(FrameParser parser, List<byte[]> pieces) {
        List<String> verdict = new ArrayList<>();
        ByteQueue queue = new ByteQueue();
        try (parser) {
            for (byte[] piece : pieces) {
                queue.add(piece, 0, piece.length);
                for (Received r = parser.next(queue); r != null; r = parser.next(queue)) {
                    verdict.add(show(r));
                }
            }
            if (!queue.isEmpty() || parser.isWithin()) {
                verdict.add("more");
            }
        } catch (FrameException e) {
            verdict.add("FAIL " + e.code());
        }
        return verdict;
    }

    static FrameParser serverParser(int maxMessageSize) {
        return new FrameParser(true, maxMessageSize, Optional.empty());
    }

    static List<byte[]> split(byte[] bytes, int at) {
        return List.of(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at, bytes.length));
    }

    static List<byte[]> singles(byte[] bytes) {
        List<byte[]> pieces = new ArrayList<>();
        for (byte b : bytes) {
            pieces.add(new byte[] {b});
        }
        return pieces;
    }

    /** Returns what came, as a line. */
    public static String show(Received received) {
        return switch (received) {
            case Received.Text(String text) -> "TEXT " + shorten(text);
            case Received.Binary(byte[] bytes) -> "BINARY " + shorten(latin1(bytes));
            case Received.Ping(byte[] bytes) -> "PING " + shorten(latin1(bytes));
            case Received.Pong(byte[] bytes) -> "PONG " + shorten(latin1(bytes));
            case Received.Close(int code, String reason) -> "CLOSE " + code + " " + reason;
        };
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String shorten(String text) {
        return text.length() <= 40 ? text : text.length() + "*" + text.charAt(0);
    }
}
