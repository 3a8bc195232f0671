package dev.rondo.postgres.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The oldest hash of passwords that servers still ask for. */
final class Md5 {
    private Md5() {}

    /** Returns what is sent: {@code "md5" + md5(md5(password + user) + salt)}, in hexadecimal. */
    static String answer(String user, String password, byte[] salt) {
        byte[] inner = hex((password + user).getBytes(StandardCharsets.UTF_8), new byte[0]);
        return "md5" + new String(hex(inner, salt), StandardCharsets.US_ASCII);
    }

    private static byte[] hex(byte[] text, byte[] more) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(text);
            return HexFormat.of()
                    .formatHex(digest.digest(more))
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new LoginRefusal("this JVM has no MD5, which the server asks for", e);
        }
    }
}
