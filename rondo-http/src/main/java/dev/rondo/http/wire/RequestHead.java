package dev.rondo.http.wire;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request without its body: the first line and the fields, and what follows from them for the
 * connection, found once while they were parsed. It holds a copy of the bytes; text is made when it
 * is asked for.
 */
public final class RequestHead {
    private final byte[] bytes; // of the head, from its first line on
    private final String method;
    private final int targetFrom;
    private final int targetTo;
    private final TargetForm form;
    private final int version;
    private final ReceivedHeaders headers;
    private final BodyFraming framing;
    private final boolean keepAlive;
    private final boolean expectsContinue;
    private final boolean upgrade;
    private final int host; // index of the field; -1: none
    private @Nullable String target; // made when it is asked for

    RequestHead(byte[] bytes, RequestLine line, ReceivedHeaders headers, FieldFacts facts) {
        this.bytes = bytes;
        this.method = line.method;
        this.targetFrom = line.targetFrom;
        this.targetTo = line.targetTo;
        this.form = line.form;
        this.version = line.version;
        this.headers = headers;
        this.framing = facts.framing(BodyFraming.NONE);
        this.keepAlive = facts.keepAlive(version);
        this.expectsContinue = facts.expectsContinue(version) && framing.hasBody();
        this.upgrade = facts.upgrade(version);
        this.host = facts.host();
    }

    /** Returns the method as it was sent: a token, in the case that it had. */
    public String method() {
        return method;
    }

    /**
     * Returns the target as it was sent: printable ASCII without space and {@code #}, in the form
     * that {@link #form} says. Percent signs, dot segments and the like are as they came.
     */
    public String target() {
        String made = target;
        if (made == null) {
            made =
                    new String(
                            bytes, targetFrom, targetTo - targetFrom, StandardCharsets.ISO_8859_1);
            target = made;
        }
        return made;
    }

    /** Returns the form of the target. */
    public TargetForm form() {
        return form;
    }

    /** Returns the version: 10 or 11. */
    public int version() {
        return version;
    }

    /** Returns the fields. */
    public ReceivedHeaders headers() {
        return headers;
    }

    /**
     * Returns the value of Host, {@code host[:port]} or empty, checked; null if there is none,
     * which is HTTP/1.0. An absolute target goes before it (RFC 9112, section 3.2.2).
     */
    public @Nullable String host() {
        return host < 0 ? null : headers.value(host);
    }

    /** Returns how the body ends; never {@link BodyFraming#UNTIL_END}. */
    public BodyFraming framing() {
        return framing;
    }

    /** Returns whether the client may send another request (RFC 9112, section 9.3). */
    public boolean keepAlive() {
        return keepAlive;
    }

    /**
     * Returns whether the client waits for 100 (Continue) before it sends the body (RFC 9110,
     * section 10.1.1); false in HTTP/1.0 and without a body.
     */
    public boolean expectsContinue() {
        return expectsContinue;
    }

    /**
     * Returns whether Connection lists {@code upgrade} and there is an Upgrade (RFC 9110, section
     * 7.8); false in HTTP/1.0.
     */
    public boolean upgrade() {
        return upgrade;
    }

    /** Shows the method and the fields' names; the target may be secret. */
    @Override
    public String toString() {
        return "<RequestHead " + method + " " + headers + ">";
    }
}
