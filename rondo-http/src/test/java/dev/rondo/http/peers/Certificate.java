package dev.rondo.http.peers;

import dev.rondo.Rondo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for localhost and its key, as {@code ./rondo cert} makes them, in two files. */
final class Certificate {
    private static final String PASSWORD = "password";
    private static final String TYPE = "PKCS12";

    private static Certificate shared;

    private final Path folder;
    private final KeyStore store;

    private Certificate(Path folder, KeyStore store) {
        this.folder = folder;
        this.store = store;
    }

    /** Returns the one of all tests here, which is made at first. Suspends. */
    static Certificate shared() throws Exception {
        if (shared == null) {
            Path folder = Rondo.toThread(() -> Files.createTempDirectory("rondo-certificate"));
            shared = in(folder);
            shared.deleteOnExit();
        }
        return shared;
    }

    private static Certificate in(Path folder) throws Exception {
        Path file = folder.resolve("keys.p12");
        String options =
                "-genkeypair -alias key -keyalg EC -groupname secp256r1 -validity 10"
                        + " -dname CN=localhost -ext san=dns:localhost,ip:127.0.0.1"
                        + " -ext bc=ca:true -storetype PKCS12 -storepass "
                        + PASSWORD;
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Program.runs((keytool + " -keystore " + file + " " + options).split(" "));
        return Rondo.toThread(() -> read(folder, file));
    }

    private static Certificate read(Path folder, Path file)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(TYPE);
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        Certificate made = new Certificate(folder, store);
        write(made.chain(), "CERTIFICATE", store.getCertificate("key").getEncoded());
        write(made.key(), "PRIVATE KEY", store.getKey("key", PASSWORD.toCharArray()).getEncoded());
        return made;
    }

    private static void write(Path file, String kind, byte[] bytes) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                        .formatted(kind, Base64.getMimeEncoder().encodeToString(bytes), kind));
    }

    private void deleteOnExit() {
        folder.toFile().deleteOnExit(); // after the files, which are asked for later
        for (String name : new String[] {"keys.p12", "cert.pem", "key.pem"}) {
            folder.resolve(name).toFile().deleteOnExit();
        }
    }

    /** Returns the file of the certificate. */
    Path chain() {
        return folder.resolve("cert.pem");
    }

    /** Returns the file of the private key. */
    Path key() {
        return folder.resolve("key.pem");
    }

    /** Returns a context that trusts the certificate and nothing else. */
    SSLContext trusting() throws GeneralSecurityException {
        KeyStore trusted;
        try {
            trusted = KeyStore.getInstance(TYPE);
            trusted.load(null, null);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        trusted.setCertificateEntry("key", store.getCertificate("key"));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
