package dev.rondo.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whose certificates are trusted: those that the authorities of a file have signed, and that no
 * list of revoked ones has. Reads files: not in the loop.
 */
final class Authorities {
    private Authorities() {}

    /**
     * Returns what trusts so.
     *
     * @param file of authorities, PEM
     * @param revoked files with lists, PEM or DER; where there are some, each certificate's
     *     authority must have one, as in libpq
     * @throws IllegalArgumentException if a file holds something else
     * @throws UncheckedIOException if one cannot be read
     */
    static TrustManager of(Path file, List<Path> revoked) {
        try {
            PKIXBuilderParameters parameters =
                    new PKIXBuilderParameters(authorities(file), new X509CertSelector());
            parameters.setRevocationEnabled(!revoked.isEmpty());
            List<CRL> lists = new ArrayList<>();
            for (Path list : revoked) {
                lists.addAll(Pems.revocations(list));
            }
            parameters.addCertStore(
                    CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(new CertPathTrustManagerParameters(parameters));
            return factory.getTrustManagers()[0];
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "The authorities in " + file + " cannot be used: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("The authorities cannot be read: " + e, e);
        }
    }

    private static KeyStore authorities(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : Pems.certificates(file)) {
            store.setCertificateEntry("authority-" + number++, certificate);
        }
        return store;
    }

    /** Returns the files with lists: one, and all of a folder. */
    static List<Path> lists(Optional<Path> file, Optional<Path> folder) {
        List<Path> lists = new ArrayList<>(file.stream().toList());
        if (folder.isPresent()) {
            try (Stream<Path> files = Files.list(folder.get())) {
                files.filter(Files::isRegularFile).sorted().forEach(lists::add);
            } catch (IOException e) {
                throw new UncheckedIOException("sslcrldir cannot be read: " + e, e);
            }
        }
        return lists;
    }
}
