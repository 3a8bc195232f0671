package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.postgres.settings.Settings;
import dev.rondo.postgres.settings.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What TLS is made by is made once of the same files, and anew when one of them has changed. */
class TlsContextsTest {
    @TempDir private static Path folder;
    private static Path root;
    private static Path otherRoot;

    @BeforeAll
    static void create() throws Exception {
        root = authority(0);
        otherRoot = authority(1);
    }

    /** Writes one of the authorities that the JVM knows. */
    private static Path authority(int number) throws Exception {
        KeyStore known =
                KeyStore.getInstance(
                        Path.of(System.getProperty("java.home"), "lib/security/cacerts").toFile(),
                        (char[]) null);
        String alias = Collections.list(known.aliases()).get(number);
        String encoded =
                Base64.getMimeEncoder().encodeToString(known.getCertificate(alias).getEncoded());
        return Files.writeString(
                folder.resolve("root" + number),
                "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n");
    }

    private static SSLContext context(SslMode mode, String... more) {
        Map<String, String> given = new LinkedHashMap<>(Map.of("user", "me", "host", "db"));
        for (int i = 0; i < more.length; i += 2) {
            given.put(more[i], more[i + 1]);
        }
        Settings settings = new Sources(given, Map.of(), false).resolve();
        return TlsContexts.of(TlsFiles.of(settings, mode));
    }

    @Test
    void theSameFilesAreReadOnce() {
        SSLContext first = context(SslMode.VERIFY_FULL, "sslrootcert", root.toString());
        assertThat(context(SslMode.VERIFY_FULL, "sslrootcert", root.toString())).isSameAs(first);
        assertThat(context(SslMode.PREFER)).isSameAs(context(SslMode.PREFER));
        assertThat(context(SslMode.VERIFY_FULL, "sslrootcert", "system"))
                .isSameAs(context(SslMode.VERIFY_FULL, "sslrootcert", "system"));
    }

    @Test
    void otherFilesAndModesHaveTheirOwn() {
        SSLContext first = context(SslMode.VERIFY_FULL, "sslrootcert", root.toString());
        assertThat(context(SslMode.VERIFY_FULL, "sslrootcert", otherRoot.toString()))
                .isNotSameAs(first);
        assertThat(context(SslMode.VERIFY_CA, "sslrootcert", root.toString())).isNotSameAs(first);
        assertThat(context(SslMode.REQUIRE)).isNotSameAs(first);
    }

    @Test
    void aFileThatIsWrittenToOrReplacedIsReadAnew() throws IOException {
        Path file = folder.resolve("root.crt");
        Files.copy(root, file);
        SSLContext first = context(SslMode.VERIFY_CA, "sslrootcert", file.toString());
        Files.writeString(file, "# renewed\n" + Files.readString(otherRoot));
        SSLContext second = context(SslMode.VERIFY_CA, "sslrootcert", file.toString());
        assertThat(second).isNotSameAs(first);
        Path next = folder.resolve("next.crt");
        Files.copy(root, next);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(context(SslMode.VERIFY_CA, "sslrootcert", file.toString())).isNotSameAs(second);
        Files.writeString(file, "nothing");
        assertThatThrownBy(() -> context(SslMode.VERIFY_CA, "sslrootcert", file.toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("There is no certificate");
    }

    @Test
    void noMoreAreKeptThanAProgramNeeds() throws IOException {
        SSLContext first = context(SslMode.VERIFY_CA, "sslrootcert", root.toString());
        for (int i = 0; i < 20; i++) {
            Path copy = folder.resolve("copy" + i);
            Files.copy(root, copy);
            context(SslMode.VERIFY_CA, "sslrootcert", copy.toString());
        }
        assertThat(context(SslMode.VERIFY_CA, "sslrootcert", root.toString())).isNotSameAs(first);
    }
}
