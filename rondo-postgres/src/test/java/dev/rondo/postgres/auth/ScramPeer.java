package dev.rondo.postgres.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** A server's side of SCRAM-SHA-256, by the JDK alone (RFC 5802), to be right or wrong at will. */
public final class ScramPeer {
    private final byte[] salted;
    private final byte[] salt;
    private final int iterations;
    private String clientFirstBare = "";
    private String gs2Header = "";
    private String serverFirst = "";

    /** Creates one that knows a password. */
    public ScramPeer(String password, byte[] salt, int iterations) {
        this.salt = salt;
        this.iterations = iterations;
        try {
            this.salted =
                    SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                            .generateSecret(
                                    new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
                            .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns what the client said of channel binding: {@code n,,} or {@code y,,} and so on. */
    public String gs2Header() {
        return gs2Header;
    }

    /** Takes client-first-message and returns server-first-message. */
    public byte[] first(byte[] clientFirst) {
        String text = new String(clientFirst, StandardCharsets.UTF_8);
        int bare = text.indexOf(",", text.indexOf(',') + 1) + 1;
        gs2Header = text.substring(0, bare);
        clientFirstBare = text.substring(bare);
        serverFirst =
                "r="
                        + attributes(clientFirstBare).get("r")
                        + "server,s="
                        + Base64.getEncoder().encodeToString(salt)
                        + ",i="
                        + iterations;
        return serverFirst.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Takes client-final-message and returns server-final-message.
     *
     * @param binding what the channel is bound by; none: empty
     * @throws AssertionError if the client does not know the password, or is bound to another
     */
    public byte[] last(byte[] clientFinal, byte[] binding) {
        String text = new String(clientFinal, StandardCharsets.UTF_8);
        String withoutProof = text.substring(0, text.lastIndexOf(",p="));
        Map<String, String> said = attributes(text);
        byte[] header = gs2Header.getBytes(StandardCharsets.UTF_8);
        byte[] bound = new byte[header.length + binding.length];
        System.arraycopy(header, 0, bound, 0, header.length);
        System.arraycopy(binding, 0, bound, header.length, binding.length);
        check(Base64.getEncoder().encodeToString(bound).equals(said.get("c")), "bound to another");
        String message = clientFirstBare + "," + serverFirst + "," + withoutProof;
        byte[] clientKey = hmac(salted, "Client Key");
        byte[] signature = hmac(sha256(clientKey), message);
        byte[] proof = Base64.getDecoder().decode(said.get("p"));
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= signature[i];
        }
        check(MessageDigest.isEqual(sha256(proof), sha256(clientKey)), "wrong password");
        byte[] verifier = hmac(hmac(salted, "Server Key"), message);
        return ("v=" + Base64.getEncoder().encodeToString(verifier))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void check(boolean right, String otherwise) {
        if (!right) {
            throw new AssertionError(otherwise);
        }
    }

    private static Map<String, String> attributes(String text) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (String part : text.split(",")) {
            if (part.length() > 1 && part.charAt(1) == '=') {
                attributes.put(part.substring(0, 1), part.substring(2));
            }
        }
        return attributes;
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
