package dev.rondo.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** An authority of the tests' own, which signs and revokes certificates by the JDK's keytool. */
final class Authority {
    private static final String PASSWORD = "password";

    private final Path folder;
    private final Path keys;

    /**
     * A certificate and its key.
     *
     * @param chain its certificates, in PEM
     * @param key in PEM
     */
    record Leaf(String chain, String key, X509Certificate certificate, byte[] encodedKey) {
        /** Returns the key in PEM, with a password. */
        String encryptedKey(String password) {
            try {
                String scheme = "PBEWithHmacSHA256AndAES_256";
                Cipher cipher = Cipher.getInstance(scheme);
                cipher.init(
                        Cipher.ENCRYPT_MODE,
                        SecretKeyFactory.getInstance(scheme)
                                .generateSecret(new PBEKeySpec(password.toCharArray())));
                byte[] encrypted = cipher.doFinal(encodedKey);
                AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
                parameters.init(cipher.getParameters().getEncoded());
                return pem(
                        "ENCRYPTED PRIVATE KEY",
                        new EncryptedPrivateKeyInfo(parameters, encrypted).getEncoded());
            } catch (GeneralSecurityException | IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private Authority(Path folder) {
        this.folder = folder;
        this.keys = folder.resolve("keys.p12");
    }

    /** Returns a new one, with its files in a folder. */
    static Authority create(Path folder) {
        Authority authority = new Authority(folder);
        authority.generate("ca", "CN=Authority of Tests", "bc:c", List.of());
        return authority;
    }

    private void generate(String alias, String name, String extension, List<String> more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-alias",
                                alias,
                                "-dname",
                                name,
                                "-ext",
                                extension));
        arguments.addAll(more);
        keytool(arguments);
    }

    /** Signs a certificate with a common name that is of other names: {@code dns:db1,ip:::1}. */
    Leaf issue(String name, String others) {
        String alias = "leaf-" + name;
        generate(alias, "CN=" + name, "san=" + others, List.of("-signer", "ca"));
        try {
            KeyStore store = load();
            StringBuilder chain = new StringBuilder();
            for (Certificate certificate : store.getCertificateChain(alias)) {
                chain.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
            byte[] key = store.getKey(alias, PASSWORD.toCharArray()).getEncoded();
            return new Leaf(
                    chain.toString(),
                    pem("PRIVATE KEY", key),
                    (X509Certificate) store.getCertificate(alias),
                    key);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns its own certificate, in PEM. */
    String pem() {
        try {
            return pem("CERTIFICATE", load().getCertificate("ca").getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns a list of revoked certificates, in PEM. */
    String revoked(Leaf... leaves) {
        List<String> arguments = new ArrayList<>(List.of("-gencrl", "-rfc", "-alias", "ca"));
        for (Leaf leaf : leaves) {
            arguments.addAll(List.of("-id", leaf.certificate.getSerialNumber().toString()));
        }
        if (leaves.length == 0) {
            arguments.addAll(List.of("-id", "12345"));
        }
        return keytool(arguments);
    }

    /** Writes a file that only its owner reads. */
    Path file(String name, String content) {
        try {
            Path file = Files.writeString(folder.resolve(name), content);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private KeyStore load() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String keytool(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.add("-J-XX:TieredStopAtLevel=1");
        command.addAll(arguments);
        command.addAll(List.of("-keystore", keys.toString(), "-storetype", "PKCS12"));
        command.addAll(List.of("-storepass", PASSWORD));
        return ServerPrograms.outside(() -> {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new AssertionError("keytool failed: " + output);
            }
            return output;
        });
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
