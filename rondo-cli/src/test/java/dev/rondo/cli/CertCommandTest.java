package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.stream.TlsKeys;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertCommandTest {
    @Test
    void makesACertificateForTheNamesAndAKeyThatOnlyItsOwnerReads(@TempDir Path folder)
            throws Exception {
        CertCommand.parse(List.of("--folder", folder.toString(), "app.test", "127.0.0.1")).run();
        Path certificate = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        assertThat(TlsKeys.fromPem(certificate, key).getProtocol()).isEqualTo("TLS");
        try (InputStream in = Files.newInputStream(certificate)) {
            X509Certificate made =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509").generateCertificate(in);
            assertThat(made.getSubjectAlternativeNames().stream().map(name -> "" + name.get(1)))
                    .containsExactly("app.test", "127.0.0.1");
        }
        if (Files.getFileStore(key).supportsFileAttributeView("posix")) {
            assertThat(Files.getPosixFilePermissions(key))
                    .containsOnly(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        }
    }

    @Test
    void replacesNothing(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("key.pem"), "mine");
        assertThatThrownBy(() -> CertCommand.parse(List.of("--folder", folder.toString())).run())
                .isInstanceOf(Fault.class)
                .hasMessageContaining("is there already");
        assertThat(folder.resolve("cert.pem")).doesNotExist();
        assertThat(folder.resolve("key.pem")).hasContent("mine");
    }

    @Test
    void isForThisMachineUnlessNamesAreGiven() {
        assertThat(CertCommand.parse(List.of()).names())
                .containsExactly("localhost", "127.0.0.1", "::1");
    }

    @Test
    void refusesWhatIsNoName() {
        assertThatThrownBy(() -> CertCommand.parse(List.of("a,dns:evil")))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("not a name of a host: a,dns:evil");
    }
}
