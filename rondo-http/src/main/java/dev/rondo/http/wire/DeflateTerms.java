package dev.rondo.http.wire;

/**
 * What two sides agree on, or one offers, of permessage-deflate (RFC 7692, section 7.1).
 *
 * @param serverForgets {@code server_no_context_takeover}: the server compresses each message by
 *     itself
 * @param clientForgets {@code client_no_context_takeover}
 */
public record DeflateTerms(boolean serverForgets, boolean clientForgets) {}
