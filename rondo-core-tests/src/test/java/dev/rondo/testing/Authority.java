package dev.rondo.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * An authority of our own that signs certificates, valid ones and expired ones, by the JDK's
 * keytool.
 */
public final class Authority {
    private static final String PASSWORD = "password";

    private final Path keys;

    /** A certificate and its key. */
    public final class Leaf {
        private final KeyStore store;

        private Leaf(KeyStore store) {
            this.store = store;
        }

        /** Returns a context that shows this certificate and trusts what the authority signed. */
        public SSLContext context() {
            try {
                KeyManagerFactory factory =
                        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                factory.init(store, PASSWORD.toCharArray());
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(factory.getKeyManagers(), trust().getTrustManagers(), null);
                return context;
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        /** Writes the chain and the key as PEM files and returns their paths, in this order. */
        public List<Path> pemFiles() {
            try {
                Path folder = Scratch.folder();
                Path chain = folder.resolve("chain.pem");
                Path key = folder.resolve("key.pem");
                StringBuilder text = new StringBuilder();
                for (Certificate certificate : store.getCertificateChain("leaf")) {
                    text.append(pem("CERTIFICATE", certificate.getEncoded()));
                }
                Files.writeString(chain, text);
                byte[] secret = store.getKey("leaf", PASSWORD.toCharArray()).getEncoded();
                Files.writeString(key, pem("PRIVATE KEY", secret));
                return List.of(chain, key);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }

    private Authority(Path keys) {
        this.keys = keys;
    }

    /** Returns a new authority. */
    public static Authority create() {
        try {
            Path folder = Scratch.folder();
            Authority authority = new Authority(folder.resolve("keys.p12"));
            keytool(
                    authority.keys,
                    List.of("-alias", "ca", "-dname", "CN=Rondo Test Authority", "-ext", "bc:c"));
            return authority;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Signs a certificate for a host that is valid now. */
    public Leaf issue(String host) {
        return issue(host, "-1d", "10");
    }

    /** Signs a certificate for a host whose time ended ten days ago. */
    public Leaf issueExpired(String host) {
        return issue(host, "-20d", "10");
    }

    private Leaf issue(String host, String from, String days) {
        try {
            Path own = Scratch.folder().resolve("keys.p12");
            Files.copy(keys, own);
            keytool(
                    own,
                    List.of(
                            "-alias",
                            "leaf",
                            "-signer",
                            "ca",
                            "-dname",
                            "CN=" + host,
                            "-ext",
                            "san=dns:" + host,
                            "-startdate",
                            from,
                            "-validity",
                            days));
            KeyStore store = load(own);
            store.deleteEntry("ca");
            return new Leaf(store);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns a context that shows nothing and trusts what the authority signed. */
    public SSLContext trustingContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust().getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes the authority's certificate as a PEM file. */
    public Path pemFile() {
        try {
            Path file = Scratch.folder().resolve("authority.pem");
            byte[] encoded = load(keys).getCertificate("ca").getEncoded();
            return Files.writeString(file, pem("CERTIFICATE", encoded));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private TrustManagerFactory trust() throws GeneralSecurityException {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", load(keys).getCertificate("ca"));
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            return factory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyStore load(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static void keytool(Path file, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-genkeypair", "-keyalg", "EC"));
        command.addAll(List.of("-groupname", "secp256r1", "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", file.toString(), "-storepass", PASSWORD));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        try {
            if (process.waitFor() != 0) {
                throw new AssertionError("keytool failed: " + output);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String kind, byte[] encoded) {
        return "-----BEGIN "
                + kind
                + "-----\n"
                + Base64.getMimeEncoder().encodeToString(encoded)
                + "\n-----END "
                + kind
                + "-----\n";
    }
}
