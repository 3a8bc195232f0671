package dev.rondo.postgres.auth;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stands for a TLS server in a proof that is bound to it: the hash of its certificate, by the
 * hash function of the certificate's own signature (RFC 5929 section 4.1). Not the library's, which
 * takes SHA-256 for RSASSA-PSS and for EdDSA, where OpenSSL takes another one and none.
 */
public final class EndPoint {
    private EndPoint() {}

    /** Returns it; empty if the certificate's signature has no one hash function. */
    public static Optional<byte[]> of(X509Certificate certificate) {
        String algorithm = hashOf(certificate);
        if (algorithm == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    MessageDigest.getInstance(algorithm).digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String hashOf(X509Certificate certificate) {
        String name = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        int with = name.indexOf("WITH");
        String hash =
                name.equals("RSASSA-PSS")
                        ? hashOfPss(certificate)
                        : with > 0 ? name.substring(0, with) : null;
        if (hash == null) {
            return null;
        }
        return switch (hash.replace("-", "")) {
            case "MD5", "SHA1", "SHA256" -> "SHA-256"; // what is weak is replaced
            case "SHA224" -> "SHA-224";
            case "SHA384" -> "SHA-384";
            case "SHA512" -> "SHA-512";
            default -> null;
        };
    }

    private static @Nullable String hashOfPss(X509Certificate certificate) {
        byte[] encoded = certificate.getSigAlgParams();
        if (encoded == null) {
            return null;
        }
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(encoded);
            return parameters
                    .getParameterSpec(PSSParameterSpec.class)
                    .getDigestAlgorithm()
                    .toUpperCase(Locale.ROOT);
        } catch (GeneralSecurityException | java.io.IOException e) {
            return null;
        }
    }
}
