package dev.rondo.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * The certificate that a client shows, and its private key, from PEM files. The core's {@code
 * TlsKeys} reads no key with a password, and has no contexts that trust by a manager of one's own.
 * Reads files: not in the loop.
 */
final class ClientKey {
    private ClientKey() {}

    /**
     * Returns what shows them.
     *
     * @param password of the key, if it has one
     * @throws IllegalArgumentException if a file holds something else, or the password is wrong
     * @throws UncheckedIOException if one cannot be read
     */
    static KeyManager[] of(Path certificates, Path key, Optional<String> password) {
        try {
            List<X509Certificate> chain = Pems.certificates(certificates);
            char[] none = {};
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "client", privateKey(key, password), none, chain.toArray(Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(store, none);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "The certificate of "
                            + certificates
                            + " with the private key of "
                            + key
                            + " cannot be used: "
                            + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("The private key cannot be read: " + e, e);
        }
    }

    private static PrivateKey privateKey(Path file, Optional<String> password)
            throws GeneralSecurityException, IOException {
        for (Pems.Block block : Pems.blocks(file)) {
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return decode(new PKCS8EncodedKeySpec(block.content()), file);
                }
                case "ENCRYPTED PRIVATE KEY" -> {
                    return decode(decrypt(block.content(), password, file), file);
                }
                default -> {
                    if (block.label().endsWith("PRIVATE KEY")) {
                        throw new IllegalArgumentException(
                                "The private key in "
                                        + file
                                        + " is in a format that the JDK does not read: "
                                        + block.label()
                                        + "\nConvert it with: openssl pkcs8 -topk8 -in OLD -out NEW");
                    }
                }
            }
        }
        throw new IllegalArgumentException("There is no private key in " + file);
    }

    private static PrivateKey decode(PKCS8EncodedKeySpec encoded, Path file)
            throws GeneralSecurityException {
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                // Not of this kind; the next one is tried.
            }
        }
        throw new IllegalArgumentException(
                "The private key in " + file + " is neither RSA, EC nor EdDSA");
    }

    private static PKCS8EncodedKeySpec decrypt(byte[] content, Optional<String> password, Path file)
            throws GeneralSecurityException, IOException {
        char[] secret =
                password.orElseThrow(() ->
                                new IllegalArgumentException(
                                        "The private key in "
                                                + file
                                                + " has a password\nGive it: sslpassword=..."))
                        .toCharArray();
        EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(content);
        var parameters = encrypted.getAlgParameters();
        // Of PBES2 the name tells nothing; its parameters name the schemes.
        String scheme =
                encrypted.getAlgName().equals("PBES2") && parameters != null
                        ? parameters.toString()
                        : encrypted.getAlgName();
        try {
            var key = SecretKeyFactory.getInstance(scheme).generateSecret(new PBEKeySpec(secret));
            Cipher cipher = Cipher.getInstance(scheme);
            cipher.init(Cipher.DECRYPT_MODE, key, parameters);
            return encrypted.getKeySpec(cipher);
        } catch (InvalidKeyException | InvalidKeySpecException e) {
            throw new IllegalArgumentException(
                    "The private key in " + file + " does not open: is sslpassword wrong?", e);
        }
    }
}
