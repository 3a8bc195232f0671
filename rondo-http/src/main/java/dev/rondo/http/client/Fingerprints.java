package dev.rondo.http.client;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** SHA-256 fingerprints of certificates, as 64 hexadecimal digits in lower case. */
final class Fingerprints {
    private static final int DIGITS = 64;

    private Fingerprints() {}

    static String parse(String text) {
        String digits = text.replace(":", "").toLowerCase(Locale.ROOT);
        if (digits.length() != DIGITS || !digits.matches("[0-9a-f]*")) {
            throw new IllegalArgumentException(
                    "A SHA-256 fingerprint has 64 hexadecimal digits, but this has "
                            + digits.length()
                            + " characters");
        }
        return digits;
    }

    static boolean contain(List<String> pins, Certificate certificate) {
        return pins.contains(of(certificate));
    }

    static String of(Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
