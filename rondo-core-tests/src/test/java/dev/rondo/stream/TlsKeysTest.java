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
}
