package dev.rondo.test;

import dev.rondo.stream.TlsOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate that both ends of a test's connection have, made by the JDK's keytool. */
final class SelfSigned {
    private static final String HOST = "server.test";
    private static final String PASSWORD = "password";
    private static final Duration SHUTDOWN = Duration.ofMillis(200);
    private static final SSLContext CONTEXT = context();

    private SelfSigned() {}

    static TlsOptions client() {
        return TlsOptions.client(CONTEXT, HOST).withShutdownTimeout(SHUTDOWN);
    }

    static TlsOptions server() {
        return TlsOptions.server(CONTEXT).withShutdownTimeout(SHUTDOWN);
    }

    private static SSLContext context() {
        try {
            KeyStore store = store();
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD.toCharArray());
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyStore store()
            throws GeneralSecurityException, IOException, InterruptedException {
        Path folder = Files.createTempDirectory("rondo-keys");
        Path file = folder.resolve("keys.p12");
        String options =
                "-genkeypair -alias key -keyalg EC -groupname secp256r1 -validity 10"
                        + " -storetype PKCS12 -dname CN=%s -ext san=dns:%s -storepass %s"
                                .formatted(HOST, HOST, PASSWORD);
        ProcessBuilder keytool =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-keystore",
                        file.toString());
        keytool.command().addAll(List.of(options.split(" ")));
        Process process = keytool.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new AssertionError("keytool failed: " + output);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        Files.delete(file);
        Files.delete(folder);
        return store;
    }
}
