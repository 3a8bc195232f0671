package dev.rondo.postgres;

import dev.rondo.postgres.settings.Host;
import dev.rondo.postgres.settings.Settings;
import dev.rondo.stream.TlsOptions;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * TLS as settings want it: what is trusted, what is shown, what of the server is checked (libpq,
 * section 32.19). Made once a connect, from files or what is kept of them: not in the loop.
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
                        : TlsContexts.of(TlsFiles.of(settings, mode));
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
}
