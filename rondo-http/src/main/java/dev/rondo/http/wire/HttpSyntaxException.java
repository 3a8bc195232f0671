package dev.rondo.http.wire;

/**
 * What a peer sent is not HTTP/1.1 as this side reads it. The connection cannot be used any longer:
 * where the next message begins is unknown.
 *
 * <p>The message is a fixed text for each kind, never bytes of the peer: it may be answered and
 * logged as it is.
 */
public final class HttpSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What was wrong, and the status that a server answers it with. */
    public enum Kind {
        /** More empty lines before a message than are skipped (RFC 9112, section 2.2). */
        EMPTY_LINES(400, "Too many empty lines before a message"),
        /** A request line that is not {@code method SP target SP HTTP/d.d}. */
        REQUEST_LINE(400, "Malformed request line"),
        /** A status line that is not {@code HTTP/1.d SP ddd [SP reason]}. */
        STATUS_LINE(400, "Malformed status line"),
        /** A method that is no token, or {@code PRI}. */
        METHOD(400, "Malformed method"),
        /** A target that is in no form that its method may have (RFC 9112, section 3.2). */
        TARGET(400, "Malformed request target"),
        /** A version that is well-formed, but neither 1.0 nor 1.1. */
        VERSION(505, "Version of HTTP not supported"),
        /** The first line is longer than {@link Http1Limits#maxLine}. */
        LINE_TOO_LONG(414, "First line too long"),
        /** A line that ends with LF alone. */
        BARE_LF(400, "Line feed without carriage return"),
        /** A CR that no LF follows. */
        BARE_CR(400, "Carriage return without line feed"),
        /** A control character but tab. */
        CONTROL(400, "Control character in a head"),
        /** A field that continues on a line that begins with white space, or the first one does. */
        FOLDED(400, "Line begins with white space"),
        /** A line without a colon, or a name that is empty or no token. */
        FIELD_NAME(400, "Malformed field name"),
        /** A field is longer than {@link Http1Limits#maxField}. */
        FIELD_TOO_LONG(431, "Field too long"),
        /** There are more fields than {@link Http1Limits#maxHeaders}. */
        TOO_MANY_FIELDS(431, "Too many fields"),
        /** The head is longer than {@link Http1Limits#maxHeadBytes}. */
        HEAD_TOO_LONG(431, "Head too long"),
        /** A field that may be there only once is there twice. */
        REPEATED_FIELD(400, "Field must not be repeated"),
        /** A request of HTTP/1.1 without Host (RFC 9112, section 3.2). */
        NO_HOST(400, "Host is missing"),
        /** A Host that is no host, or its port no number up to 65,535. */
        HOST(400, "Malformed Host"),
        /** A Content-Length that is no number up to 2^63-1. */
        CONTENT_LENGTH(400, "Malformed Content-Length"),
        /** Content-Length together with Transfer-Encoding (RFC 9112, section 6.1). */
        BOTH_LENGTHS(400, "Content-Length together with Transfer-Encoding"),
        /** Transfer-Encoding in a message of HTTP/1.0 (RFC 9112, section 6.1). */
        CODING_IN_1_0(400, "Transfer-Encoding in HTTP/1.0"),
        /** A Transfer-Encoding other than {@code chunked}. */
        TRANSFER_CODING(501, "Transfer coding not supported"),
        /** An Expect other than {@code 100-continue}. */
        EXPECTATION(417, "Expectation not supported"),
        /** A chunk's size that is no hexadecimal number up to 2^63-1. */
        CHUNK_SIZE(400, "Malformed chunk size"),
        /** A chunk's extension against RFC 9112, section 7.1.1. */
        CHUNK_EXTENSION(400, "Malformed chunk extension"),
        /** More bytes around the chunks than {@link Http1Limits} allow. */
        CHUNK_OVERHEAD(413, "Chunk extensions too long"),
        /** A chunk that is not followed by CRLF. */
        CHUNK_END(400, "Chunk does not end where its size says"),
        /** The peer ended before the message did. */
        INCOMPLETE(400, "Message is incomplete");

        private final int status;
        private final String text;

        Kind(int status, String text) {
            this.status = status;
            this.text = text;
        }

        /** Returns the status to answer with, 400 to 599. */
        public int status() {
            return status;
        }

        /** Returns the text of the exception's message. */
        public String text() {
            return text;
        }
    }

    private final Kind kind;

    HttpSyntaxException(Kind kind) {
        super(kind.text());
        this.kind = kind;
    }

    /** Returns what was wrong. */
    public Kind kind() {
        return kind;
    }

    /** Returns the status that a server answers with, 400 to 599. */
    public int status() {
        return kind.status();
    }
}
