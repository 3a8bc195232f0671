package dev.rondo.http.client;

import dev.rondo.CancelledError;
import dev.rondo.http.Body;
import dev.rondo.http.Headers;
import dev.rondo.http.wire.BodyFraming;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The body of an answer, over its exchange, decompressed with bounds. */
final class AnswerBody extends Body {
    private static final long SMALL = 1 << 20; // may expand as it will

    private final ClientResponse response; // found by Forgotten when nobody has this either
    private final Exchange exchange;
    private final Codings.@Nullable Decoding decoding;
    private final int maxExpansion;
    private long expanded;
    private boolean cut; // closed before its end

    AnswerBody(ClientResponse response, Exchange exchange) {
        super(
                exchange.head().headers(),
                exchange.client().options().json(),
                exchange.request().maxBody());
        this.response = response;
        this.exchange = exchange;
        this.decoding =
                exchange.request().decompresses() && exchange.head().framing().hasBody()
                        ? Codings.of(exchange.head().headers(), exchange)
                        : null;
        this.maxExpansion = exchange.client().options().maxExpansion();
    }

    @Override
    protected int readSome(ByteBuffer target) {
        return decoding == null || cut ? exchange.read(target) : decode(decoding, target);
    }

    private int decode(Codings.Decoding codings, ByteBuffer target) {
        boolean goesOn = false;
        try {
            int count = codings.read(target);
            expanded += Math.max(0, count);
            if (expanded > SMALL && expanded / maxExpansion > exchange.received()) {
                throw new PayloadException(
                        PayloadException.Reason.TOO_LARGE,
                        "the body expands to more than "
                                + maxExpansion
                                + " times its size"
                                + "\nClientOptions.withMaxExpansion() allows more",
                        null,
                        exchange.progress());
            }
            goesOn = count >= 0;
            return count;
        } catch (CancelledError e) {
            goesOn = codings.canGoOn();
            throw e;
        } catch (Inflating.BrokenException e) {
            throw new PayloadException(
                    PayloadException.Reason.BROKEN,
                    String.valueOf(e.getMessage()),
                    e,
                    exchange.progress());
        } finally {
            if (!goesOn) { // or it is at its end
                codings.end();
                exchange.abort();
            }
        }
    }

    /** The answer is closed. */
    void close() {
        if (decoding != null && !exchange.isEnded()) {
            cut = true; // what is left must not look like the end
            decoding.end();
        }
    }

    @Override
    protected long announced() {
        return decoding == null ? exchange.announced() : 0;
    }

    /** A failure or a cancellation loses what was read, so the connection is of no use. */
    @Override
    public byte[] bytes() {
        boolean done = false;
        try {
            byte[] all = super.bytes();
            done = true;
            return all;
        } finally {
            if (!done) {
                exchange.abort();
            }
        }
    }

    @Override
    protected RuntimeException tooLarge(long limit) {
        response.close();
        return new PayloadException(
                PayloadException.Reason.TOO_LARGE,
                "the body is larger than "
                        + limit
                        + " bytes\nmaxBody() takes more; or read it piece by piece",
                null,
                exchange.progress());
    }

    @Override
    protected RuntimeException malformed(String message, @Nullable Throwable cause) {
        return new PayloadException(
                PayloadException.Reason.MALFORMED, message, cause, exchange.progress());
    }

    @Override
    public OptionalLong length() {
        BodyFraming framing = exchange.head().framing();
        return decoding == null && framing.length() >= 0
                ? OptionalLong.of(framing.length())
                : OptionalLong.empty();
    }

    @Override
    public Headers trailers() {
        return exchange.trailers();
    }
}
