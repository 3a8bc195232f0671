package dev.rondo.http.wire;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which permessage-deflate two sides can have (RFC 7692, section 7.1).
 *
 * <p>{@link java.util.zip.Deflater} has a window of 2^15 bytes and no other, {@link
 * java.util.zip.Inflater} takes all. So a server refuses an offer with {@code
 * server_max_window_bits} under 15, and takes any {@code client_max_window_bits}, which only allows
 * it to ask for less; a client never offers {@code client_max_window_bits}, and takes any {@code
 * server_max_window_bits}.
 */
final class DeflateNegotiation {
    static final String NAME = "permessage-deflate";
    private static final String SERVER_FORGETS = "server_no_context_takeover";
    private static final String CLIENT_FORGETS = "client_no_context_takeover";
    private static final String SERVER_BITS = "server_max_window_bits";
    private static final String CLIENT_BITS = "client_max_window_bits";
    private static final int MIN_BITS = 8;
    private static final int MAX_BITS = 15;

    private DeflateNegotiation() {}

    /** Returns a client's offer. */
    static String offer(DeflateTerms wanted) {
        return text(wanted.serverForgets(), wanted.clientForgets());
    }

    private static String text(boolean serverForgets, boolean clientForgets) {
        return NAME
                + (serverForgets ? "; " + SERVER_FORGETS : "")
                + (clientForgets ? "; " + CLIENT_FORGETS : "");
    }

    /** Returns a server's answer to offers: to the first that it can take; empty for none. */
    static Optional<String> answer(List<WebSocketExtension> offers, DeflateTerms wanted) {
        for (WebSocketExtension offer : offers) {
            if (offer.is(NAME) && isKnown(offer, true)) {
                Optional<String> bits = value(offer, SERVER_BITS);
                if (bits.isEmpty() || Integer.parseInt(bits.get()) == MAX_BITS) {
                    String answer =
                            text(
                                    wanted.serverForgets() || has(offer, SERVER_FORGETS),
                                    wanted.clientForgets() || has(offer, CLIENT_FORGETS));
                    return Optional.of(
                            bits.isEmpty() ? answer : answer + "; " + SERVER_BITS + "=" + MAX_BITS);
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Returns what an answer says.
     *
     * @throws IllegalArgumentException if it is no answer to a client of Rondo
     */
    static DeflateTerms agreed(WebSocketExtension answer) {
        if (!answer.is(NAME) || !isKnown(answer, false) || has(answer, CLIENT_BITS)) {
            throw new IllegalArgumentException(
                    "The answer has an extension that was not asked for: "
                            + WebSocketHandshake.shown(answer.toString()));
        }
        return new DeflateTerms(has(answer, SERVER_FORGETS), has(answer, CLIENT_FORGETS));
    }

    /** Returns whether all parameters are defined, there once, and have the values they may. */
    private static boolean isKnown(WebSocketExtension extension, boolean offer) {
        Set<String> seen = new LinkedHashSet<>();
        for (WebSocketExtension.Parameter parameter : extension.parameters()) {
            boolean fits =
                    switch (parameter.name()) {
                        case SERVER_FORGETS, CLIENT_FORGETS -> parameter.value().isEmpty();
                        case SERVER_BITS -> isBits(parameter.value());
                        case CLIENT_BITS ->
                                (offer && parameter.value().isEmpty()) || isBits(parameter.value());
                        default -> false;
                    };
            if (!fits || !seen.add(parameter.name())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBits(String value) {
        for (int bits = MIN_BITS; bits <= MAX_BITS; bits++) {
            if (value.equals(Integer.toString(bits))) { // no leading zeros
                return true;
            }
        }
        return false;
    }

    private static boolean has(WebSocketExtension extension, String name) {
        return value(extension, name).isPresent();
    }

    private static Optional<String> value(WebSocketExtension extension, String name) {
        return extension.parameters().stream()
                .filter(parameter -> parameter.name().equals(name))
                .map(WebSocketExtension.Parameter::value)
                .findFirst();
    }
}
