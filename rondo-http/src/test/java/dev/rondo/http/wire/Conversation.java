package dev.rondo.http.wire;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages from bytes that come in pieces, as a connection does, and says in words what was
 * read: what follows of it must not depend on the pieces.
 *
 * <p>A message is {@code GET /target keep|close [expect] [upgrade] ["body"] [{trailers}]}, or
 * begins with its status, and ends with {@code left} if more came behind it; then comes {@code
 * more} if the last one is not there as a whole, or what was wrong.
 */
final class Conversation {
    private static final int SHOWN = 40;

    private final @Nullable String requestMethod; // null: these are requests
    private final Http1Limits limits;
    private final Http1Parser parser;
    private final ByteQueue queue = new ByteQueue();
    private final StringBuilder verdict = new StringBuilder();

    private @Nullable BodyDecoder body; // of the message that is being read
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private boolean failed;
    private boolean over; // nothing more is read
    private int unread; // bytes that came then

    private Conversation(@Nullable String requestMethod, Http1Limits limits) {
        this.requestMethod = requestMethod;
        this.limits = limits;
        this.parser = new Http1Parser(limits);
    }

    /** What reads requests. */
    static Conversation ofRequests(Http1Limits limits) {
        return new Conversation(null, limits);
    }

    /** What reads responses to requests of a method. */
    static Conversation ofResponses(String requestMethod, Http1Limits limits) {
        return new Conversation(requestMethod, limits);
    }

    /** Reads an input in pieces of a size, and returns the verdict. */
    String read(byte[] input, int pieceSize, boolean peerEnds) {
        for (int from = 0; from < input.length; from += pieceSize) {
            add(input, from, Math.min(pieceSize, input.length - from));
        }
        return end(peerEnds);
    }

    /** Reads an input in two pieces, and returns the verdict. */
    String readSplit(byte[] input, int at, boolean peerEnds) {
        add(input, 0, at);
        add(input, at, input.length - at);
        return end(peerEnds);
    }

    void add(byte[] input, int from, int length) {
        if (over) {
            unread += length;
            return;
        }
        queue.add(input, from, length);
        try {
            while (!over && (body == null ? readHead() : readBody(body))) {}
        } catch (HttpSyntaxException e) {
            fail(e);
        }
    }

    /** Bytes that wait for more: what a peer can make this side hold. */
    int held() {
        return queue.size();
    }

    boolean isOver() {
        return over;
    }

    String end(boolean peerEnds) {
        BodyDecoder decoder = body;
        if (peerEnds && decoder != null) {
            try {
                decoder.end();
                readBody(decoder);
            } catch (HttpSyntaxException e) {
                fail(e);
            }
        }
        if (over) {
            verdict.append(spoilt() ? " left" : "");
        } else if (body != null || !queue.isEmpty()) {
            say("more");
        }
        return verdict.toString();
    }

    private void fail(HttpSyntaxException e) {
        say(e.status() + ":" + e.kind());
        body = null;
        failed = true;
        over = true;
    }

    /** A client sends no other request here: bytes behind the answer spoil the connection. */
    private boolean spoilt() {
        return !failed && requestMethod != null && queue.size() + unread > 0;
    }

    private boolean readHead() {
        return requestMethod == null ? readRequest() : readResponse(requestMethod);
    }

    private boolean readRequest() {
        RequestHead head = parser.parseRequest(queue);
        if (head == null) {
            return false;
        }
        say(head.method() + " " + shown(head.target()) + (head.keepAlive() ? " keep" : " close"));
        verdict.append(head.expectsContinue() ? " expect" : "");
        verdict.append(head.upgrade() ? " upgrade" : "");
        begin(head.framing());
        over = head.method().equals("CONNECT");
        return true;
    }

    private boolean readResponse(String method) {
        ResponseHead head = parser.parseResponse(queue, method);
        if (head == null) {
            return false;
        }
        say(head.status() + " " + shown(head.reason()) + (head.keepAlive() ? " keep" : " close"));
        if (!head.isInterim()) {
            begin(head.framing());
            over = head.framing() == BodyFraming.NONE;
        }
        return true;
    }

    private void begin(BodyFraming framing) {
        if (framing != BodyFraming.NONE) {
            body = BodyDecoder.of(framing, limits);
        }
    }

    private boolean readBody(BodyDecoder decoder) {
        int count = decoder.available(queue);
        if (count > 0) {
            byte[] taken = queue.take(count);
            content.write(taken, 0, count);
            decoder.took(count);
        } else if (count < 0) {
            String text = content.toString(StandardCharsets.ISO_8859_1);
            content.reset();
            verdict.append(" \"").append(shown(text)).append('"');
            Headers trailers = decoder.trailers();
            for (Headers.Field field : trailers) {
                verdict.append(" {").append(field.name()).append(": ").append(field.value());
                verdict.append('}');
            }
            body = null;
            endOfResponse();
        }
        return count != 0;
    }

    private void endOfResponse() {
        over |= requestMethod != null;
    }

    private static String shown(String text) {
        return text.length() > SHOWN ? "<" + text.length() + ">" : text;
    }

    private void say(String part) {
        verdict.append(verdict.isEmpty() ? "" : "; ").append(part);
    }
}
