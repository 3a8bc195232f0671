package dev.rondo.http.wire;

import dev.rondo.bytes.ByteWriter;
import dev.rondo.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Appends the parts of HTTP/1.1 messages to a writer. What could end a line early or be read in two
 * ways is refused with an {@link IllegalArgumentException}, and nothing of that part is appended.
 */
public final class Http1Writer {
    private static final int SHOWN = 40; // characters of what is refused

    private static final byte[] VERSION = ascii("HTTP/1.1");
    private static final byte[] CRLF = ascii("\r\n");
    private static final byte[] COLON = ascii(": ");
    private static final byte[] CONTENT_LENGTH = ascii("Content-Length: ");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = ascii("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
    private static final byte[] DATE = ascii("Date: ");
    private static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");
    private static final List<String> NO_TRAILERS =
            List.of("Content-Length", "Transfer-Encoding", "Host", "Connection", "Trailer");

    private Http1Writer() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Appends {@code HTTP/1.1 status reason CRLF} with the reason of RFC 9110, or none.
     *
     * @param status 100 to 999
     */
    public static void statusLine(ByteWriter out, int status) {
        byte[] known = StatusLines.of(status);
        if (known != null) {
            out.put(known);
        } else {
            statusLine(out, status, "");
        }
    }

    /**
     * Appends a status line with a reason of one's own.
     *
     * @param status 100 to 999
     * @param reason Latin-1 without control characters but tab; may be empty
     */
    public static void statusLine(ByteWriter out, int status, String reason) {
        if (status < 100 || status > 999) {
            throw new IllegalArgumentException("A status is 100 to 999, but this is " + status);
        }
        checkText("The reason", reason);
        out.put(VERSION).put(' ').putDecimal(status).put(' ');
        putText(out, reason);
        out.put(CRLF);
    }

    /**
     * Appends {@code method target HTTP/1.1 CRLF}.
     *
     * @param method a token
     * @param target printable ASCII without space and {@code #}; not empty
     */
    public static void requestLine(ByteWriter out, String method, String target) {
        checkToken("method", method);
        checkTarget(target);
        out.putAscii(method).put(' ').putAscii(target).put(' ').put(VERSION).put(CRLF);
    }

    /**
     * Appends {@code name: value CRLF}.
     *
     * @param name a token
     * @param value Latin-1 without control characters but tab
     */
    public static void field(ByteWriter out, String name, String value) {
        checkToken("field name", name);
        checkText(name, value);
        out.putAscii(name).put(COLON);
        putText(out, value);
        out.put(CRLF);
    }

    /** Appends all fields, in their order. See {@link #field}. */
    public static void headers(ByteWriter out, Headers headers) {
        for (int i = 0; i < headers.size(); i++) {
            field(out, headers.name(i), headers.value(i));
        }
    }

    /**
     * Appends {@code Content-Length: length CRLF}.
     *
     * @param length 0 or more
     */
    public static void contentLength(ByteWriter out, long length) {
        if (length < 0) {
            throw new IllegalArgumentException("A length is not negative, but this is " + length);
        }
        out.put(CONTENT_LENGTH).putDecimal(length).put(CRLF);
    }

    /** Appends {@code Transfer-Encoding: chunked CRLF}. */
    public static void chunked(ByteWriter out) {
        out.put(CHUNKED);
    }

    /** Appends {@code Connection: close CRLF}. */
    public static void connectionClose(ByteWriter out) {
        out.put(CLOSE);
    }

    /** Appends {@code Connection: keep-alive CRLF}: to clients of HTTP/1.0. */
    public static void connectionKeepAlive(ByteWriter out) {
        out.put(KEEP_ALIVE);
    }

    /**
     * Appends {@code Date: date CRLF}.
     *
     * @param date 29 bytes, IMF-fixdate (RFC 9110, section 5.6.7); not checked
     */
    public static void date(ByteWriter out, byte[] date) {
        out.put(DATE).put(date).put(CRLF);
    }

    /** Appends the empty line that ends a head. */
    public static void end(ByteWriter out) {
        out.put(CRLF);
    }

    /**
     * Appends what stands before a chunk's bytes.
     *
     * @param size of the chunk; positive, since 0 would end the body
     */
    public static void chunkHead(ByteWriter out, long size) {
        if (size <= 0) {
            throw new IllegalArgumentException(
                    "A chunk of " + size + " bytes\nOne of none ends the body: lastChunk()");
        }
        out.putHex(size).put(CRLF);
    }

    /** Appends what stands after a chunk's bytes. */
    public static void chunkEnd(ByteWriter out) {
        out.put(CRLF);
    }

    /** Appends the end of a body in chunks, without trailers. */
    public static void lastChunk(ByteWriter out) {
        out.put(LAST_CHUNK);
    }

    /**
     * Appends the end of a body in chunks.
     *
     * @param trailers none of which may say how the message is framed or where it goes (RFC 9110,
     *     section 6.5.1): Content-Length, Transfer-Encoding, Host, Connection, Trailer
     */
    public static void lastChunk(ByteWriter out, Headers trailers) {
        for (String name : NO_TRAILERS) {
            if (trailers.contains(name)) {
                throw new IllegalArgumentException(
                        name + " cannot be a trailer: it must be known before the body");
            }
        }
        out.put('0').put(CRLF);
        headers(out, trailers);
        out.put(CRLF);
    }

    // ---- What is refused; nothing was appended then

    private static void checkToken(String what, String text) {
        boolean token = !text.isEmpty();
        for (int i = 0; i < text.length() && token; i++) {
            char c = text.charAt(i);
            token = c < 128 && Chars.TOKEN[c];
        }
        if (!token) {
            throw refused(what, text, "It is a token of RFC 9110: letters, digits, hyphens");
        }
    }

    private static void checkTarget(String target) {
        boolean fits = !target.isEmpty();
        for (int i = 0; i < target.length() && fits; i++) {
            char c = target.charAt(i);
            fits = c < 128 && Chars.TARGET[c];
        }
        if (!fits) {
            throw refused("target", target, "Encode it, and leave the fragment out");
        }
    }

    /** Says where, but not what: a value may be secret. */
    private static void checkText(String name, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 255 || Chars.isControl(c)) {
                throw new IllegalArgumentException(
                        name
                                + " cannot be sent with U+%04X at %d".formatted((int) c, i)
                                + "\nIt is Latin-1 without control characters but tab");
            }
        }
    }

    private static IllegalArgumentException refused(String what, String text, String advice) {
        StringBuilder shown = new StringBuilder("Cannot be sent as ").append(what).append(": \"");
        int end = Math.min(text.length(), SHOWN);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean plain = c >= ' ' && c < 127;
            shown.append(plain ? String.valueOf(c) : "\\u%04x".formatted((int) c));
        }
        return new IllegalArgumentException(
                shown.append(end < text.length() ? "...\"\n" : "\"\n").append(advice).toString());
    }

    /** Appends Latin-1: nearly always ASCII, which needs no copy. */
    private static void putText(ByteWriter out, String text) {
        int all = 0;
        for (int i = 0; i < text.length(); i++) {
            all |= text.charAt(i);
        }
        if (all < 128) {
            out.putAscii(text);
        } else {
            out.put(text.getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}
