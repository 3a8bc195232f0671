package dev.rondo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.SelfSigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TlsKeysTest {
    // Making one takes a while, so all tests share them.
    private static final List<Path> ONE = SelfSigned.certificate("server.test").pemFiles();
    private static final List<Path> OTHER = SelfSigned.certificate("server.test").pemFiles();
    private static final List<Path> EDWARDS =
            SelfSigned.certificate("server.test", "Ed25519").pemFiles();

    @Test
    void keyOfItsCertificateIsTaken() {
        for (List<Path> files : List.of(ONE, OTHER, EDWARDS)) {
            assertThat(TlsKeys.fromPem(files.get(0), files.get(1))).isNotNull();
        }
    }

    @Test
    void keyOfAnotherCertificateIsRefused() {
        assertRefused(ONE.get(0), OTHER.get(1));
    }

    @Test
    void keyOfAnotherAlgorithmIsRefused() {
        assertRefused(EDWARDS.get(0), ONE.get(1));
        assertRefused(ONE.get(0), EDWARDS.get(1));
    }

    private static void assertRefused(Path certificate, Path key) {
        assertThatThrownBy(() -> TlsKeys.fromPem(certificate, key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The private key in "
                                + key
                                + " is not that of the first certificate in "
                                + certificate);
    }

    @Test
    void fileThatIsNoCertificateIsNamed() throws IOException {
        Path text = Files.createTempFile("rondo-text", ".pem");
        try {
            Files.writeString(text, "no certificate\n");
            assertThatThrownBy(() -> TlsKeys.trusting(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("There is no certificate in " + text);
            assertThatThrownBy(() -> TlsKeys.trusting(ONE.get(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("There is no certificate in " + ONE.get(1));
        } finally {
            Files.delete(text);
        }
    }

    private static String with(String... parts) {
        return String.join("", parts);
    }

    @Test
    void keyAndCertificateMayBeInOneFileInAnyOrder() throws IOException {
        String certificate = Files.readString(ONE.get(0));
        String key = Files.readString(ONE.get(1));
        Path both = Files.createTempFile("rondo-both", ".pem");
        try {
            for (String content :
                    List.of(
                            with(certificate, key),
                            with(key, certificate),
                            with("subject=CN = J\u00fcrgen\n\n", certificate, "\ntext\n", key),
                            with(key, certificate).replace("\n", "\r\n"),
                            with(
                                    "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n"
                                            + "-----END EC PARAMETERS-----\n",
                                    key,
                                    certificate))) {
                Files.writeString(both, content);
                assertThat(TlsKeys.fromPem(both, both)).isNotNull();
                assertThat(TlsKeys.trusting(both)).isNotNull();
            }
        } finally {
            Files.delete(both);
        }
    }

    @Test
    void whatIsInTheWayIsNamed() throws IOException {
        String certificate = Files.readString(ONE.get(0));
        String key = Files.readString(ONE.get(1));
        Path file = Files.createTempFile("rondo-bad", ".pem");
        try {
            assertMessage(file, key, "There is no certificate in " + file + ", but PRIVATE KEY");
            assertMessage(
                    file,
                    certificate.substring(0, certificate.length() / 2),
                    "The CERTIFICATE in " + file + " has no end: the file was cut");
            assertMessage(
                    file,
                    certificate.substring(0, certificate.length() / 2) + "\n" + key,
                    "The CERTIFICATE in " + file + " has no end: the file was cut");
            assertMessage(
                    file,
                    "-----BEGIN CERTIFICATE-----\nMAAw\n-----END CERTIFICATE-----\n",
                    "A certificate in " + file + " is damaged: ");
            Files.writeString(
                    file,
                    certificate
                            + "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
                            + "DEK-Info: AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n");
            assertThatThrownBy(() -> TlsKeys.fromPem(file, file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(
                            "The private key in " + file + " is in the format RSA, which");
            Files.writeString(file, certificate);
            assertThatThrownBy(() -> TlsKeys.fromPem(file, file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("There is no private key in " + file);
        } finally {
            Files.delete(file);
        }
    }

    private static void assertMessage(Path file, String content, String message)
            throws IOException {
        Files.writeString(file, content);
        assertThatThrownBy(() -> TlsKeys.trusting(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void certificateInDerIsTaken() throws IOException {
        Path der = Files.createTempFile("rondo-der", ".der");
        try {
            String pem = Files.readString(ONE.get(0));
            String body = pem.replaceAll("-----[A-Z ]+-----", "").strip();
            Files.write(der, java.util.Base64.getMimeDecoder().decode(body));
            assertThat(TlsKeys.trusting(der)).isNotNull();
        } finally {
            Files.delete(der);
        }
    }
}
