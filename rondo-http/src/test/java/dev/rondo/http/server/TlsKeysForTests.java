package dev.rondo.http.server;

import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key and a certificate of {@code localhost}, made by the JDK's keytool. */
final class TlsKeysForTests {
    private static final char[] PASSWORD = "password".toCharArray();

    private TlsKeysForTests() {}

    /** Makes a key in a file that is not there yet; returns what has it and trusts it. Blocks. */
    static SSLContext context(Path store) throws Exception {
        String command =
                "-genkeypair -alias key -keyalg EC -groupname secp256r1 -dname CN=localhost"
                        + " -ext san=dns:localhost -validity 10 -storetype PKCS12"
                        + " -storepass password -keystore "
                        + store;
        ProcessBuilder keytool = new ProcessBuilder(command.split(" "));
        keytool.command()
                .addFirst(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        if (keytool.redirectErrorStream(true).start().waitFor() != 0) {
            throw new AssertionError("keytool has failed");
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("key", keys.getCertificate("key"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
