package dev.rondo.postgres;

/** Whether a connection is encrypted, and how the server is checked. libpq: {@code sslmode}. */
public enum SslMode {
    /** Never. */
    DISABLE,
    /** Only if the server wants nothing else. */
    ALLOW,
    /** If the server can. The default, which protects from nobody who can change what is sent. */
    PREFER,
    /** Always; the certificate is checked only if there is a file of authorities. */
    REQUIRE,
    /** Always, with a certificate that an authority has signed, of whatever name. */
    VERIFY_CA,
    /** Always, with a certificate that an authority has signed for the host. */
    VERIFY_FULL
}
