package dev.rondo.postgres.auth;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.ServerFirstMessage;
import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.util.TlsServerEndpoint;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SCRAM-SHA-256, with or without channel binding (RFC 5802, RFC 7677, RFC 5929 section 4): one
 * exchange. The messages are the library's; which mechanism, how many iterations, and whether all
 * steps came is checked here. Loading the library and computing keys take long: off the loop.
 */
final class Scram {
    static final String PLAIN = "SCRAM-SHA-256";
    static final String PLUS = "SCRAM-SHA-256-PLUS";
    private static final int MOST_ITERATIONS = 1_000_000; // some seconds; servers say 4096
    private static final int NONCE = 24; // bytes; libpq has 18
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String mechanism;
    private final byte @Nullable [] binding; // null: not bound, and not able to
    private final ScramKeys keys;
    private final String nonce;
    private @Nullable ScramClient client; // from the server's first message on

    /**
     * Creates one.
     *
     * @param mechanism the one that was chosen
     * @param binding what TLS is bound by, or null; with the mechanism without binding it says that
     *     this side could
     */
    Scram(String mechanism, byte @Nullable [] binding, ScramKeys keys) {
        this.mechanism = mechanism;
        this.binding = binding;
        this.keys = keys;
        byte[] random = new byte[NONCE];
        RANDOM.nextBytes(random);
        this.nonce = Base64.getEncoder().withoutPadding().encodeToString(random);
    }

    /** Returns whether the proof is bound to the TLS connection. */
    boolean isBound() {
        return mechanism.equals(PLUS);
    }

    /** Returns client-first-message. */
    byte[] first() {
        return bytes(client(new ScramKeys.Pair(new byte[32], new byte[32])).clientFirstMessage());
    }

    /** Returns client-final-message, the answer to server-first-message. */
    byte[] next(byte[] received, String password) {
        if (client != null) {
            throw new LoginRefusal("the server sent SCRAM's first message twice");
        }
        String text = new String(received, StandardCharsets.UTF_8);
        try {
            ServerFirstMessage message = ServerFirstMessage.parseFrom(text, nonce);
            if (message.getIterationCount() > MOST_ITERATIONS) {
                throw new LoginRefusal(
                        "the server wants "
                                + message.getIterationCount()
                                + " iterations of SCRAM, the limit is "
                                + MOST_ITERATIONS);
            }
            byte[] salt = Base64.getDecoder().decode(message.getSalt());
            ScramClient made = client(keys.of(password, salt, message.getIterationCount()));
            made.clientFirstMessage();
            made.serverFirstMessage(text);
            client = made;
            return bytes(made.clientFinalMessage());
        } catch (ScramException | IllegalArgumentException e) {
            throw new LoginRefusal("SCRAM's first message of the server is wrong", e);
        }
    }

    /** Checks server-final-message: that the server knows the password, too. */
    void last(byte[] received) {
        ScramClient begun = client;
        if (begun == null) {
            throw new LoginRefusal("the server sent SCRAM's last message before its first");
        }
        try {
            begun.serverFinalMessage(new String(received, StandardCharsets.UTF_8));
        } catch (ScramException | IllegalArgumentException e) {
            throw new LoginRefusal(
                    "the server does not prove that it knows the password: it may be another one",
                    e);
        }
    }

    private ScramClient client(ScramKeys.Pair pair) {
        var builder =
                ScramClient.builder()
                        .advertisedMechanisms(List.of(mechanism))
                        .username("*") // the server has it from the startup and ignores this
                        .clientAndServerKey(pair.client(), pair.server())
                        .nonceSupplier(() -> nonce);
        byte[] bound = binding;
        if (bound != null) {
            builder = builder.channelBinding(TlsServerEndpoint.TLS_SERVER_END_POINT, bound);
        }
        ScramClient made = builder.build();
        if (!made.getScramMechanism().getName().equals(mechanism)) {
            throw new LoginRefusal("SCRAM would be " + made.getScramMechanism().getName());
        }
        return made;
    }

    private static byte[] bytes(Object message) {
        return message.toString().getBytes(StandardCharsets.UTF_8);
    }
}
