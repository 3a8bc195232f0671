package dev.rondo.postgres;

/**
 * Whether a password is bound to the TLS connection on which it is proved, so that nobody in
 * between can use the proof. libpq: {@code channel_binding}.
 */
public enum ChannelBinding {
    /** Never. */
    DISABLE,
    /** Where the server offers it. The default. */
    PREFER,
    /** Always: a server without it is refused. */
    REQUIRE
}
