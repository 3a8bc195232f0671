package dev.rondo.http.wire;

import java.nio.charset.StandardCharsets;

/**
 * A response without its body: the first line and the fields, and what follows from them for the
 * connection. It holds a copy of the bytes; text is made when it is asked for.
 */
public final class ResponseHead {
    private final byte[] bytes; // of the head, from its first line on
    private final int version;
    private final int status;
    private final int reasonFrom;
    private final int reasonTo;
    private final ReceivedHeaders headers;
    private final BodyFraming framing;
    private final boolean keepAlive;
    private final boolean upgrade;

    ResponseHead(
            byte[] bytes,
            StatusLine line,
            ReceivedHeaders headers,
            FieldFacts facts,
            String requestMethod) {
        this.bytes = bytes;
        this.version = line.version;
        this.status = line.status;
        this.reasonFrom = line.reasonFrom;
        this.reasonTo = line.reasonTo;
        this.headers = headers;
        BodyFraming declared = facts.framing(BodyFraming.UNTIL_END);
        boolean tunnel = status == 101 || (status < 300 && requestMethod.equals("CONNECT"));
        boolean never = status < 200 || status == 204;
        this.framing =
                never || tunnel || status == 304 || requestMethod.equals("HEAD")
                        ? BodyFraming.NONE
                        : declared;
        // A body that may not be there, but is announced: the peer may well send it.
        boolean spoilt = never && declared != BodyFraming.UNTIL_END && declared.hasBody();
        this.keepAlive =
                facts.keepAlive(version) && framing != BodyFraming.UNTIL_END && !tunnel && !spoilt;
        this.upgrade = facts.upgrade(version);
    }

    /** Returns the version: 10 or 11. */
    public int version() {
        return version;
    }

    /** Returns the status: 100 to 999. */
    public int status() {
        return status;
    }

    /** Returns the reason phrase, in Latin-1; empty if there is none. Made anew each time. */
    public String reason() {
        return new String(bytes, reasonFrom, reasonTo - reasonFrom, StandardCharsets.ISO_8859_1);
    }

    /** Returns whether another response to the same request follows: 1xx but 101. */
    public boolean isInterim() {
        return status < 200 && status != 101;
    }

    /** Returns the fields. */
    public ReceivedHeaders headers() {
        return headers;
    }

    /**
     * Returns how the body ends. There is none in what answers HEAD, in what answers CONNECT with
     * 2xx, which begins a tunnel, and in 1xx, 204 and 304, whatever their fields say (RFC 9112,
     * section 6.3).
     */
    public BodyFraming framing() {
        return framing;
    }

    /**
     * Returns whether the connection may be used again once the body is read (RFC 9112, section
     * 9.3); false if it ends with the body or becomes another protocol's. Bytes that are left over
     * then spoil it: that is the caller's to see.
     */
    public boolean keepAlive() {
        return keepAlive;
    }

    /** Returns whether Connection lists {@code upgrade} and there is an Upgrade; not in 1.0. */
    public boolean upgrade() {
        return upgrade;
    }

    /** Shows status and the fields' names. */
    @Override
    public String toString() {
        return "<ResponseHead " + status + " " + headers + ">";
    }
}
