package dev.rondo.postgres.wire;

import java.util.List;

/** What the server wants before it lets the client in, or that it does. */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public sealed interface Authentication extends BackendMessage {
    /** The client is in. */
    record Ok() implements Authentication {
        static final Ok INSTANCE = new Ok();
    }

    /** Kerberos V5, which no server asks for since 9.3. */
    record KerberosV5() implements Authentication {}

    /** The password as it is. */
    record CleartextPassword() implements Authentication {}

    /**
     * The password as a hash.
     *
     * @param salt four bytes
     */
    record Md5Password(byte[] salt) implements Authentication {}

    /** GSSAPI begins. */
    record Gss() implements Authentication {}

    /**
     * GSSAPI or SSPI goes on.
     *
     * @param data what the server's side of it says
     */
    record GssContinue(byte[] data) implements Authentication {}

    /** SSPI begins. */
    record Sspi() implements Authentication {}

    /**
     * SASL begins.
     *
     * @param mechanisms in the server's order, at least one
     */
    record Sasl(List<String> mechanisms) implements Authentication {
        public Sasl {
            mechanisms = List.copyOf(mechanisms);
        }
    }

    /**
     * SASL goes on.
     *
     * @param data what the server's side of the mechanism says
     */
    record SaslContinue(byte[] data) implements Authentication {}

    /**
     * SASL has ended well; {@link Ok} follows.
     *
     * @param data what the client checks the server by
     */
    record SaslFinal(byte[] data) implements Authentication {}

    /**
     * Something of tomorrow.
     *
     * @param code which
     */
    record Unknown(int code) implements Authentication {}
}
