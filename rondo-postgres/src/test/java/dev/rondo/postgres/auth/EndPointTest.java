package dev.rondo.postgres.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * RFC 5929, section 4.1, for the signatures that certificates have today. The certificates are of
 * {@code openssl req -x509}; their keys were thrown away.
 */
class EndPointTest {
    @ParameterizedTest
    @CsvSource({
        "ecdsa-sha256, SHA-256",
        "ecdsa-sha384, SHA-384",
        "ecdsa-sha512, SHA-512",
        "rsa-sha1, SHA-256",
        "pss-sha384, SHA-384",
        "ed25519, ''"
    })
    void theHashIsThatOfTheCertificatesSignature(String name, String hash) throws Exception {
        X509Certificate certificate = certificate(name);
        if (hash.isEmpty()) {
            assertThat(EndPoint.of(certificate)).isEmpty();
        } else {
            assertThat(EndPoint.of(certificate).orElseThrow())
                    .isEqualTo(MessageDigest.getInstance(hash).digest(certificate.getEncoded()));
        }
    }

    private static X509Certificate certificate(String name) throws Exception {
        try (InputStream in = EndPointTest.class.getResourceAsStream(name + ".pem")) {
            assertThat(in).as(name).isNotNull();
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
