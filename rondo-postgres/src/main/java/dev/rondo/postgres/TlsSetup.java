package dev.rondo.postgres;

import dev.rondo.postgres.settings.Host;
import dev.rondo.postgres.settings.Settings;
import dev.rondo.postgres.settings.SettingsFiles;
import dev.rondo.stream.TlsOptions;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS as settings want it: what is trusted, what is shown, what of the server is checked (libpq,
 * section 32.19). Made once a connect, from files: not in the loop.
 */
final class TlsSetup {
    static final String PROTOCOL = "postgresql"; // ALPN's name, registered for it
    private static final List<String> VERSIONS = List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    private final Settings settings;
    private final SslMode mode;
    private final @Nullable TlsOptions given;
    private final @Nullable SSLContext context; // null: what is given has one

    private TlsSetup(
            Settings settings,
            SslMode mode,
            @Nullable TlsOptions given,
            @Nullable SSLContext context) {
        this.settings = settings;
        this.mode = mode;
        this.given = given;
        this.context = context;
    }

    /**
     * Reads the files.
     *
     * @param given what TLS is made by in place of them, or null
     * @throws IllegalArgumentException if a file is missing that the mode needs, holds something
     *     else, or may be read by others and must not
     * @throws java.io.UncheckedIOException if one cannot be read
     */
    static TlsSetup of(Settings settings, @Nullable TlsOptions given) {
        SslMode mode = mode(settings, given);
        SSLContext context =
                mode == SslMode.DISABLE || given != null
                        ? null
                        : new Files(settings, mode).context();
        return new TlsSetup(settings, mode, given, context);
    }

    private static SslMode mode(Settings settings, @Nullable TlsOptions given) {
        return Words.of(
                SslMode.class, settings.get("sslmode", given == null ? "prefer" : "require"));
    }

    SslMode mode() {
        return mode;
    }

    boolean isDirect() {
        return settings.get("sslnegotiation", "postgres").equals("direct");
    }

    /**
     * Returns the options for one host.
     *
     * @throws IllegalArgumentException if its name is to be checked and there is none
     */
    TlsOptions options(Host host) {
        TlsOptions options = given == null ? made() : given;
        if (options.hostname().isEmpty() && !host.name().isEmpty() && !host.isUnix()) {
            options = options.withHostname(host.name());
        }
        if (options.verifyHostname() && options.hostname().isEmpty()) {
            throw new IllegalArgumentException(
                    "There is no host name to be checked, only the address "
                            + host.address()
                            + "\nGive the name with it: host=db1 hostaddr=..., or"
                            + " sslmode=verify-ca");
        }
        return options.applicationProtocols().isEmpty()
                ? options.withApplicationProtocols(PROTOCOL)
                : options;
    }

    private TlsOptions made() {
        TlsOptions options =
                TlsOptions.client(Objects.requireNonNull(context)).withParameters(this::change);
        return mode == SslMode.VERIFY_FULL ? options : options.withoutHostnameVerification();
    }

    private void change(SSLParameters parameters) {
        String least = settings.get("ssl_min_protocol_version", "TLSv1.2");
        String most = settings.get("ssl_max_protocol_version", "TLSv1.3");
        parameters.setProtocols(
                VERSIONS.subList(VERSIONS.indexOf(least), VERSIONS.indexOf(most) + 1)
                        .toArray(String[]::new));
        if (settings.get("sslsni", "1").equals("0")) {
            parameters.setServerNames(List.of());
        }
    }

    /** Returns whether the server must have asked for the client's certificate. */
    boolean needsCertificateAsked() {
        return settings.get("sslcertmode", "allow").equals("require");
    }

    /** The files of libpq's settings, and where they are unless set. */
    private record Files(Settings settings, SslMode mode) {
        SSLContext context() {
            KeyManager @Nullable [] keys = keys();
            TrustManager @Nullable [] trust =
                    settings.get("sslrootcert", "").equals("system")
                            ? null
                            : new TrustManager[] {trust()};
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(keys, trust, null);
                return context;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("This JVM has no TLS", e);
            }
        }

        private TrustManager trust() {
            boolean verifies = mode == SslMode.VERIFY_CA || mode == SslMode.VERIFY_FULL;
            Optional<Path> root = file("sslrootcert", "root.crt");
            boolean there = root.filter(SettingsFiles::exists).isPresent();
            if (verifies && !there) {
                throw new IllegalArgumentException(
                        "There is no file of authorities"
                                + root.map(file -> ": " + file).orElse("")
                                + "\nGive one: sslrootcert=FILE. Or trust those of the JVM:"
                                + " sslrootcert=system. Or do not check the server: sslmode=require");
            }
            // A file that is there is used by "require", too, as libpq does for what was before it.
            if (verifies || (mode == SslMode.REQUIRE && there)) {
                Optional<Path> list = file("sslcrl", "root.crl").filter(SettingsFiles::exists);
                Optional<Path> folder = settings.find("sslcrldir").map(Path::of);
                return Authorities.of(root.orElseThrow(), Authorities.lists(list, folder));
            }
            return TrustAll.INSTANCE;
        }

        private KeyManager @Nullable [] keys() {
            if (settings.get("sslcertmode", "allow").equals("disable")) {
                return null;
            }
            Path certificate = file("sslcert", "postgresql.crt").orElse(null);
            if (certificate == null || !SettingsFiles.exists(certificate)) {
                if (settings.find("sslcert").isPresent()) {
                    throw new IllegalArgumentException("There is no file sslcert=" + certificate);
                }
                return null;
            }
            Path key = file("sslkey", "postgresql.key").filter(SettingsFiles::exists).orElse(null);
            if (key == null) {
                throw new IllegalArgumentException(
                        "There is a certificate, "
                                + certificate
                                + ", but no private key\nGive it: sslkey=FILE");
            }
            SettingsFiles.checkKey(key);
            return ClientKey.of(certificate, key, settings.find("sslpassword"));
        }

        private Optional<Path> file(String keyword, String usual) {
            return settings.find(keyword)
                    .map(Path::of)
                    .or(() -> settings.home().map(home -> Path.of(home, ".postgresql", usual)));
        }
    }
}
