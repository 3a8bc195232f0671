package dev.rondo.stream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes TLS contexts from PEM files, as other programs keep their keys. Reads files: call it before
 * the loop runs.
 *
 * <p>A file may hold a key and certificates together, in any order, with text between them; then it
 * is given twice. Certificates may also be in DER.
 *
 * <p>A file that cannot be read is an {@link UncheckedIOException}; one without a certificate or a
 * key, or a key that is not that of the first certificate, an {@link IllegalArgumentException}.
 */
public final class TlsKeys {
    private static final String BY_SERVER_NAME = "PKIX"; // the JDK's default ignores SNI
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    /**
     * A certificate chain and its key, as PEM files.
     *
     * @param certificates the chain, the own certificate first
     * @param privateKey the key, PKCS 8 and not encrypted; may be the same file
     */
    public record Identity(Path certificates, Path privateKey) {}

    private TlsKeys() {}

    /** Returns a context that shows a certificate chain and trusts the JVM's authorities. */
    public static SSLContext fromPem(Path certificates, Path privateKey) {
        return context(List.of(new Identity(certificates, privateKey)), Optional.empty());
    }

    /**
     * Returns a server's context with several certificates: a client gets the one for the name that
     * it asks for (SNI), and else the first.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static SSLContext fromPem(List<Identity> identities) {
        if (identities.isEmpty()) {
            throw new IllegalArgumentException("There must be at least one identity");
        }
        return context(identities, Optional.empty());
    }

    /** Returns a context that shows nothing and trusts the given authorities alone. */
    public static SSLContext trusting(Path authorities) {
        return context(List.of(), Optional.of(authorities));
    }

    /**
     * Returns a context that shows a certificate chain and trusts the given authorities alone: for
     * mutual TLS.
     */
    public static SSLContext fromPem(Path certificates, Path privateKey, Path authorities) {
        return context(List.of(new Identity(certificates, privateKey)), Optional.of(authorities));
    }

    private static SSLContext context(List<Identity> identities, Optional<Path> authorities) {
        try {
            KeyManager @Nullable [] keys = identities.isEmpty() ? null : keys(identities);
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

    private static KeyManager[] keys(List<Identity> identities)
            throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        char[] password = {};
        int number = 0;
        for (Identity identity : identities) {
            PrivateKey key = privateKey(identity.privateKey());
            Certificate[] chain = certificates(identity.certificates()).toArray(Certificate[]::new);
            requirePair(identity, key, chain[0].getPublicKey());
            store.setKeyEntry("key-" + number++, key, password, chain);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(BY_SERVER_NAME);
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
        List<Pem> blocks = Pem.read(file);
        byte[] content =
                blocks.isEmpty()
                        ? Files.readAllBytes(file) // DER
                        : blocks.stream()
                                .filter(Pem::isCertificate)
                                .map(Pem::text)
                                .collect(Collectors.joining())
                                .getBytes(StandardCharsets.ISO_8859_1);
        String missing = "There is no certificate in " + file + foundInstead(blocks);
        if (content.length == 0) {
            throw new IllegalArgumentException(missing);
        }
        try {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(content));
            if (found.isEmpty()) {
                throw new IllegalArgumentException(missing);
            }
            return found;
        } catch (CertificateException e) { // its message does not say where
            throw new IllegalArgumentException(
                    blocks.isEmpty()
                            ? missing + ": " + e.getMessage()
                            : "A certificate in " + file + " is damaged: " + e.getMessage(),
                    e);
        }
    }

    private static String foundInstead(List<Pem> blocks) {
        return blocks.isEmpty()
                ? ""
                : ", but " + blocks.stream().map(Pem::label).collect(Collectors.joining(", "));
    }

    /** Otherwise each handshake would fail, with a text that names neither file. */
    private static void requirePair(Identity identity, PrivateKey key, PublicKey certified)
            throws GeneralSecurityException {
        boolean match = false;
        if (key.getAlgorithm().equals(certified.getAlgorithm())) {
            byte[] probe = {1, 2, 3};
            Signature signature = Signature.getInstance(signatureOf(key));
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(probe);
            match = verifies(signature, signed);
        }
        if (!match) {
            throw new IllegalArgumentException(
                    "The private key in "
                            + identity.privateKey()
                            + " is not that of the first certificate in "
                            + identity.certificates());
        }
    }

    private static String signatureOf(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
        };
    }

    private static boolean verifies(Signature signature, byte[] signed) {
        try {
            return signature.verify(signed);
        } catch (SignatureException e) {
            return false; // of another size
        }
    }

    private static PrivateKey privateKey(Path file) throws GeneralSecurityException, IOException {
        Pem pem =
                Pem.read(file).stream()
                        .filter(Pem::isPrivateKey)
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalArgumentException("There is no private key in " + file));
        if (!pem.label().equals("PRIVATE KEY")) {
            throw new IllegalArgumentException(
                    "The private key in "
                            + file
                            + " is in the format "
                            + pem.label().replace("PRIVATE KEY", "").strip()
                            + ", which the JDK does not read"
                            + "\nConvert it with: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(pem.body());
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
