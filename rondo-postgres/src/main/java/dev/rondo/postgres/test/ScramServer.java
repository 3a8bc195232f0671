package dev.rondo.postgres.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server's side of SCRAM-SHA-256 without channel binding (RFC 5802, RFC 7677), for passwords in
 * ASCII. Its nonce and salt are no secret: tests shall run the same again.
 */
final class ScramServer {
    static final String MECHANISM = "SCRAM-SHA-256";

    private static final int ITERATIONS = 4_096; // PostgreSQL's
    private static final byte[] SALT = "salt of a script".getBytes(UTF_8);

    private final String password;
    private final String nonce;
    private String clientFirst = ""; // without its header
    private String serverFirst = "";

    ScramServer(String password, String nonce) {
        this.password = password;
        this.nonce = nonce;
    }

    /** Returns the answer to the client's first message. */
    byte[] first(byte[] message) {
        String text = new String(message, UTF_8);
        int bare = text.indexOf("n=");
        int client = text.indexOf(",r=");
        if (bare < 0 || client < 0 || !(text.startsWith("n,") || text.startsWith("y,"))) {
            throw failed("malformed SCRAM message");
        }
        clientFirst = text.substring(bare);
        serverFirst =
                "r="
                        + text.substring(client + 3)
                        + nonce
                        + ",s="
                        + Base64.getEncoder().encodeToString(SALT)
                        + ",i="
                        + ITERATIONS;
        return serverFirst.getBytes(UTF_8);
    }

    /**
     * Returns the answer to the client's last message.
     *
     * @throws StatementFailure if the password was another one
     */
    byte[] last(byte[] message) {
        String text = new String(message, UTF_8);
        int proof = text.lastIndexOf(",p=");
        if (proof < 0) {
            throw failed("malformed SCRAM message");
        }
        String all = clientFirst + "," + serverFirst + "," + text.substring(0, proof);
        try {
            byte[] salted = salted();
            byte[] clientKey = hmac(salted, "Client Key");
            byte[] stored = MessageDigest.getInstance("SHA-256").digest(clientKey);
            byte[] expected = hmac(stored, all);
            for (int i = 0; i < expected.length; i++) {
                expected[i] ^= clientKey[i];
            }
            byte[] sent = Base64.getDecoder().decode(text.substring(proof + 3));
            if (!MessageDigest.isEqual(expected, sent)) {
                throw failed("password authentication failed");
            }
            byte[] signature = hmac(hmac(salted, "Server Key"), all);
            return ("v=" + Base64.getEncoder().encodeToString(signature)).getBytes(UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java lacks what SCRAM needs", e);
        } catch (IllegalArgumentException e) { // no Base64
            throw failed("malformed SCRAM message");
        }
    }

    private byte[] salted() throws GeneralSecurityException {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), SALT, ITERATIONS, 256);
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(spec)
                .getEncoded();
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(UTF_8));
    }

    private static StatementFailure failed(String why) {
        return new StatementFailure(Report.of("FATAL", "28P01", why));
    }
}
