package dev.rondo.postgres;

import dev.rondo.postgres.auth.LoginRefusal;
import dev.rondo.postgres.settings.Host;
import dev.rondo.postgres.wire.WireException;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectionRefusedException;
import dev.rondo.stream.NoSuchPathException;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.TlsException;
import dev.rondo.stream.TlsOptions;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * One host, tried as {@link SslMode} says:
 *
 * <pre>
 *   DISABLE              plain
 *   ALLOW                plain; TLS, if the server's pg_hba.conf refuses that
 *   PREFER               TLS if the server has it; plain, if that fails or pg_hba.conf refuses it
 *   REQUIRE, VERIFY_*    TLS
 * </pre>
 *
 * <p>When a second try fails, too, the first failure is thrown, with the second suppressed. Unix
 * sockets are never encrypted, as in libpq.
 */
final class HostAttempt {
    private static final String REFUSED_BY_HBA = "28000";

    /** What it does, for who gives up on it. */
    private String phase = "connecting";

    private final Plan plan;
    private final Host host;
    private final TargetSessionAttrs wanted;
    private boolean encrypting; // TLS was asked for, and there is no session on it yet
    private boolean encrypted;
    private boolean asked; // for a proof: pg_hba.conf lets such a connection in, then

    HostAttempt(Plan plan, Host host, TargetSessionAttrs wanted) {
        this.plan = plan;
        this.host = host;
        this.wanted = wanted;
    }

    Host host() {
        return host;
    }

    /** Returns what it waits for, in words. */
    String phase() {
        return phase;
    }

    /**
     * Returns a link. Suspends; a failure or a cancellation leaves no connection behind.
     *
     * @throws ServerException if the server refuses
     * @throws ConnectException for everything else that can go wrong with a server
     */
    Link run() {
        if (host.isUnix()) {
            return once(false);
        }
        return switch (plan.tls().mode()) {
            case DISABLE -> once(false);
            case ALLOW -> twice(false);
            case PREFER -> twice(true);
            case REQUIRE, VERIFY_CA, VERIFY_FULL -> once(true);
        };
    }

    private Link twice(boolean first) {
        try {
            return once(first);
        } catch (ServerException | ConnectException e) {
            if (!mayBeOtherwise(first, e)) {
                throw e;
            }
            try {
                return once(!first);
            } catch (ServerException | ConnectException second) {
                e.addSuppressed(second);
                throw e;
            }
        }
    }

    private boolean mayBeOtherwise(boolean first, PostgresException failure) {
        if (failure instanceof ServerException refusal) {
            return !asked && refusal.sqlState().equals(REFUSED_BY_HBA) && encrypted == first;
        }
        return first && encrypting && failure.getCause() instanceof StreamException;
    }

    // ---- Once

    private Link once(boolean secure) {
        encrypting = false;
        encrypted = false;
        asked = false;
        try {
            return open(secure);
        } catch (StreamException e) {
            throw failed(reason(e), e);
        } catch (ProtocolException | WireException | LoginRefusal e) {
            throw failed(String.valueOf(e.getMessage()), e);
        }
    }

    private ConnectException failed(String reason, Throwable cause) {
        return new ConnectException("Cannot connect to " + host + ": " + reason, cause);
    }

    private static String reason(StreamException e) {
        String hint =
                switch (e) {
                    case ConnectionRefusedException _, NoSuchPathException _ ->
                            "\nDoes the server run, and does it listen there?";
                    case TlsException tls when tls.reason() == TlsException.Reason.CERTIFICATE ->
                            "\nIs sslrootcert the file of the authority, and is the host one of the"
                                    + " certificate's names?";
                    default -> "";
                };
        return e.getMessage() + hint;
    }

    private Link open(boolean secure) {
        phase = "connecting";
        TlsOptions options = secure ? plan.tls().options(host) : null;
        SocketAddress address = address();
        ByteStream stream = plan.options().network().connect(address, plan.connectOptions());
        boolean done = false;
        try {
            // The very address that answered: a name may be that of several servers.
            SocketAddress peer = stream.info().peer().orElse(address);
            if (options != null) {
                ByteStream under = stream;
                Optional<ByteStream> over = encrypt(stream, options);
                stream = over.orElse(under);
            }
            Link link =
                    startUp(
                            stream,
                            new Route(
                                    host.toString(),
                                    host.isUnix() ? address : peer,
                                    encrypted ? options : null,
                                    plan.tls().isDirect()));
            done = true;
            return link;
        } finally {
            if (!done) {
                stream.abort();
            }
        }
    }

    private SocketAddress address() {
        if (host.isUnix()) {
            return UnixDomainSocketAddress.of(host.socketFile());
        }
        return InetSocketAddress.createUnresolved(
                host.address().isEmpty() ? host.name() : host.address(), host.port());
    }

    private Optional<ByteStream> encrypt(ByteStream plain, TlsOptions options) {
        phase = "beginning TLS";
        encrypting = true;
        String name = host.toString();
        Optional<ByteStream> secure =
                plan.tls().isDirect()
                        ? Optional.of(Encrypting.direct(plain, options))
                        : Encrypting.ask(plain, options, name);
        encrypting = false;
        encrypted = secure.isPresent();
        if (!encrypted && plan.tls().mode() != SslMode.PREFER) {
            throw new ProtocolException(
                    "the server has no TLS, and sslmode="
                            + Words.of(plan.tls().mode())
                            + " wants it",
                    null);
        }
        if (secure.isPresent() && plan.tls().needsCertificateAsked()) {
            checkCertificateAsked(secure.get());
        }
        return secure;
    }

    private static void checkCertificateAsked(ByteStream secure) {
        SSLSession session = secure.info().tls().orElseThrow();
        if (session.getLocalCertificates() == null) {
            secure.abort();
            throw new ProtocolException(
                    "the server did not ask for a certificate, which sslcertmode=require wants",
                    null);
        }
    }

    private Link startUp(ByteStream stream, Route route) {
        phase = "logging in";
        StartingUp startingUp = new StartingUp(plan, host, stream);
        Link link;
        try {
            link = startingUp.run(route);
        } finally {
            asked = startingUp.wasAsked();
        }
        checkTarget(link);
        return link;
    }

    private void checkTarget(Link link) {
        phase = "asking whether it is " + Words.of(wanted);
        TargetCheck check = new TargetCheck(link);
        Optional<String> mismatch = check.mismatch(wanted);
        if (mismatch.isPresent()) {
            check.leave();
            throw new ConnectException(
                    host
                            + " "
                            + mismatch.get()
                            + ", which target_session_attrs="
                            + Words.of(plan.wanted())
                            + " does not want",
                    null);
        }
    }

    @Override
    public String toString() {
        return "<HostAttempt " + host + " " + phase + ">";
    }
}
