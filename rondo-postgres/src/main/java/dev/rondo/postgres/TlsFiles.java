package dev.rondo.postgres;

import dev.rondo.postgres.settings.Settings;
import dev.rondo.postgres.settings.SettingsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The files of libpq's settings for TLS, and where they are unless set: whom they say to trust, and
 * what to show. Two are equal if the same files are meant and none has changed since, so that what
 * was made of them need not be made again: {@link TlsContexts}.
 *
 * @param mode how much of the server is checked
 * @param trust whom
 * @param root the file of authorities, for {@code FILE}
 * @param revoked files with lists of revoked certificates
 * @param certificate that is shown, if there is one; then there is a key, too
 * @param key of the certificate
 * @param password of the key
 * @param stamps of all these files, in order
 */
record TlsFiles(
        SslMode mode,
        Trust trust,
        Optional<Path> root,
        List<Path> revoked,
        Optional<Path> certificate,
        Optional<Path> key,
        Optional<String> password,
        List<Stamp> stamps) {
    /** Whom to trust. */
    enum Trust {
        /** Everybody. */
        ALL,
        /** The authorities of the JVM. */
        SYSTEM,
        /** The authorities of a file. */
        FILE
    }

    /**
     * What differs when a file is replaced or written to.
     *
     * @param identity the file behind the name, where the system tells that
     * @param changed when it was written to
     * @param size in bytes
     */
    record Stamp(Optional<Object> identity, FileTime changed, long size) {
        static Stamp of(Path file) {
            try {
                BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(
                        Optional.ofNullable(now.fileKey()), now.lastModifiedTime(), now.size());
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read " + file + ": " + e, e);
            }
        }
    }

    // ---- Which files

    /**
     * Finds the files. Looks at the disk: not in the loop.
     *
     * @throws IllegalArgumentException if one is missing that the mode needs, or may be read by
     *     others and must not
     * @throws UncheckedIOException if one cannot be looked at
     */
    static TlsFiles of(Settings settings, SslMode mode) {
        Trust trust = Trust.SYSTEM;
        Optional<Path> root = Optional.empty();
        List<Path> revoked = List.of();
        if (!settings.get("sslrootcert", "").equals("system")) {
            root = root(settings, mode);
            trust = root.isPresent() ? Trust.FILE : Trust.ALL;
            if (root.isPresent()) {
                revoked =
                        Authorities.lists(
                                file(settings, "sslcrl", "root.crl").filter(SettingsFiles::exists),
                                settings.find("sslcrldir").map(Path::of));
            }
        }
        Optional<Path> certificate = certificate(settings);
        Optional<Path> key = certificate.map(shown -> key(settings, shown));
        List<Stamp> stamps = new ArrayList<>();
        root.map(Stamp::of).ifPresent(stamps::add);
        revoked.forEach(list -> stamps.add(Stamp.of(list)));
        certificate.map(Stamp::of).ifPresent(stamps::add);
        key.map(Stamp::of).ifPresent(stamps::add);
        return new TlsFiles(
                mode,
                trust,
                root,
                revoked,
                certificate,
                key,
                settings.find("sslpassword"),
                List.copyOf(stamps));
    }

    private static Optional<Path> root(Settings settings, SslMode mode) {
        boolean verifies = mode == SslMode.VERIFY_CA || mode == SslMode.VERIFY_FULL;
        Optional<Path> root = file(settings, "sslrootcert", "root.crt");
        boolean there = root.filter(SettingsFiles::exists).isPresent();
        if (verifies && !there) {
            throw new IllegalArgumentException(
                    "There is no file of authorities"
                            + root.map(file -> ": " + file).orElse("")
                            + "\nGive one: sslrootcert=FILE. Or trust those of the JVM:"
                            + " sslrootcert=system. Or do not check the server: sslmode=require");
        }
        // A file that is there is used by "require", too, as libpq does for what was before it.
        return verifies || (mode == SslMode.REQUIRE && there) ? root : Optional.empty();
    }

    private static Optional<Path> certificate(Settings settings) {
        if (settings.get("sslcertmode", "allow").equals("disable")) {
            return Optional.empty();
        }
        Optional<Path> certificate = file(settings, "sslcert", "postgresql.crt");
        if (certificate.filter(SettingsFiles::exists).isPresent()) {
            return certificate;
        }
        if (settings.find("sslcert").isPresent()) {
            throw new IllegalArgumentException(
                    "There is no file sslcert=" + certificate.orElseThrow());
        }
        return Optional.empty();
    }

    private static Path key(Settings settings, Path certificate) {
        Path key =
                file(settings, "sslkey", "postgresql.key")
                        .filter(SettingsFiles::exists)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "There is a certificate, "
                                                + certificate
                                                + ", but no private key\nGive it: sslkey=FILE"));
        SettingsFiles.checkKey(key);
        return key;
    }

    private static Optional<Path> file(Settings settings, String keyword, String usual) {
        return settings.find(keyword)
                .map(Path::of)
                .or(() -> settings.home().map(home -> Path.of(home, ".postgresql", usual)));
    }

    // ---- What is made of them

    /**
     * Makes what TLS is made by: reads the files.
     *
     * @throws IllegalArgumentException if one holds something else
     * @throws UncheckedIOException if one cannot be read
     */
    SSLContext context() {
        KeyManager @Nullable [] keys =
                certificate.isPresent()
                        ? ClientKey.of(certificate.get(), key.orElseThrow(), password)
                        : null;
        TrustManager @Nullable [] managers =
                switch (trust) {
                    case ALL -> new TrustManager[] {TrustAll.INSTANCE};
                    case SYSTEM -> null; // the JVM's own
                    case FILE -> new TrustManager[] {Authorities.of(root.orElseThrow(), revoked)};
                };
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, managers, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no TLS", e);
        }
    }

    /** Shows no password. */
    @Override
    public String toString() {
        return "<TlsFiles " + mode + " trusts=" + trust + " shows=" + certificate + ">";
    }
}
