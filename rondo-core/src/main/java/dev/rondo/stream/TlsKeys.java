package dev.rondo.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes TLS contexts from PEM files, as other programs keep their keys. Reads files: call it before
 * the loop runs.
 */
public final class TlsKeys {
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([^-]*)-----END ");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    private TlsKeys() {}

    /** Returns a context that shows a certificate chain and trusts the JVM's authorities. */
    public static SSLContext fromPem(Path certificates, Path privateKey) {
        return context(Optional.of(certificates), Optional.of(privateKey), Optional.empty());
    }

    /** Returns a context that shows nothing and trusts the given authorities alone. */
    public static SSLContext trusting(Path authorities) {
        return context(Optional.empty(), Optional.empty(), Optional.of(authorities));
    }

    /**
     * Returns a context that shows a certificate chain and trusts the given authorities alone: for
     * mutual TLS.
     */
    public static SSLContext fromPem(Path certificates, Path privateKey, Path authorities) {
        return context(
                Optional.of(certificates), Optional.of(privateKey), Optional.of(authorities));
    }

    private static SSLContext context(
            Optional<Path> chain, Optional<Path> key, Optional<Path> authorities) {
        try {
            KeyManager @Nullable [] keys =
                    chain.isPresent() && key.isPresent() ? keys(chain.get(), key.get()) : null;
            TrustManager @Nullable [] trust =
                    authorities.isPresent() ? trust(authorities.get()) : null;
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("The keys cannot be used: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("The keys cannot be read: " + e, e);
        }
    }

    private static KeyManager[] keys(Path chain, Path key)
            throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        char[] password = {};
        store.setKeyEntry(
                "key", privateKey(key), password, certificates(chain).toArray(Certificate[]::new));
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    private static TrustManager[] trust(Path authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        int number = 0;
        for (Certificate authority : certificates(authorities)) {
            store.setCertificateEntry("authority-" + number++, authority);
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new IllegalArgumentException("There is no certificate in " + file);
            }
            return found;
        }
    }

    private static PrivateKey privateKey(Path file) throws GeneralSecurityException, IOException {
        Matcher pem = PRIVATE_KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new IllegalArgumentException("There is no private key in " + file);
        }
        if (!pem.group(1).isEmpty()) {
            throw new IllegalArgumentException(
                    "The private key in "
                            + file
                            + " is in the format "
                            + pem.group(1).strip()
                            + ", which the JDK does not read"
                            + "\nConvert it with: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(pem.group(2));
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException e) {
                // Not of this kind; the next one is tried.
            }
        }
        throw new IllegalArgumentException(
                "The private key in " + file + " is none of " + ALGORITHMS);
    }
}
