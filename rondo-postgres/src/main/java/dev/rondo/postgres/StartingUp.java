package dev.rondo.postgres;

import dev.rondo.Rondo;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.auth.Answer;
import dev.rondo.postgres.auth.EndPoint;
import dev.rondo.postgres.auth.Login;
import dev.rondo.postgres.settings.Host;
import dev.rondo.postgres.wire.Authentication;
import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.BackendReader;
import dev.rondo.postgres.wire.FrontendWriter;
import dev.rondo.postgres.wire.WireLimits;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.StreamReader;
import dev.rondo.stream.StreamWriter;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * From a stream to a session: says who one is, proves it, and hears what the server is like, up to
 * its first ReadyForQuery. For one stream.
 */
final class StartingUp {
    private static final int MOST_MESSAGES = 1000; // servers send some 20 before they are ready

    private final Plan plan;
    private final Host host;
    private final ByteStream stream;
    private final StreamReader reader;
    private final BackendReader messages;
    private final WireLimits limits;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final List<Notice> notices = new ArrayList<>();
    private BackendMessage.@Nullable BackendKeyData key;
    private Plan.@Nullable Password password;
    private int left = MOST_MESSAGES;
    private boolean asked; // the server wanted to know who one is

    StartingUp(Plan plan, Host host, ByteStream stream) {
        this.plan = plan;
        this.host = host;
        this.stream = stream;
        int most = plan.options().maxMessage();
        WireLimits standard = WireLimits.defaults();
        this.limits =
                standard.withMaxRow(most).withMaxMessage(Math.min(most, standard.maxMessage()));
        // What is larger than this never stands in the reader as a whole.
        this.reader = new StreamReader(stream, limits.maxMessage() + StreamReader.DEFAULT_LIMIT);
        this.messages = new BackendReader(limits);
    }

    /** Returns whether the server asked for a proof, or let the client in. */
    boolean wasAsked() {
        return asked;
    }

    /**
     * Goes on to the server's ReadyForQuery. Suspends.
     *
     * @throws ServerException if the server refuses
     * @throws ProtocolException if it ends the connection, or breaks the protocol
     * @throws dev.rondo.postgres.auth.LoginRefusal if this side refuses
     * @throws dev.rondo.postgres.wire.WireException if it speaks something else
     * @throws dev.rondo.stream.StreamException if the connection breaks
     */
    Link run(Route route) {
        send(out -> out.startup(plan.startup()));
        authenticate();
        awaitReady();
        BackendMessage.BackendKeyData told = key;
        return new Link(
                plan.options(),
                host.toString(),
                stream,
                reader,
                new StreamWriter(stream),
                messages,
                told == null ? 0 : told.processId(),
                told == null ? new byte[0] : told.secret(),
                parameters,
                notices,
                route);
    }

    // ---- Who one is

    private void authenticate() {
        boolean encrypted = stream.info().tls().isPresent();
        Login login =
                new Login(
                        plan.settings().get("user"),
                        plan.allowed(),
                        plan.binding(),
                        encrypted,
                        endPoint());
        while (!login.isIn()) {
            switch (next()) {
                case Authentication wanted -> {
                    asked = true;
                    answer(login, wanted);
                }
                case BackendMessage.NegotiateProtocolVersion negotiate -> checkVersion(negotiate);
                case BackendMessage other -> throw outOfTurn(other);
            }
        }
    }

    private void answer(Login login, Authentication wanted) {
        if (Login.needsPassword(wanted) && password == null) {
            password = plan.password(host).orElseThrow(this::noPassword);
        }
        Plan.Password known = password;
        String text = known == null ? "" : known.text();
        Answer answer =
                Login.isSlow(wanted)
                        ? Rondo.toThread(() -> login.answer(wanted, text))
                        : login.answer(wanted, text);
        switch (answer) {
            case Answer.Nothing _ -> {}
            case Answer.Password sent -> send(out -> out.password(sent.password()));
            case Answer.SaslFirst first ->
                    send(out -> out.saslInitialResponse(first.mechanism(), first.data()));
            case Answer.SaslNext more -> send(out -> out.saslResponse(more.data()));
        }
    }

    private ConnectException noPassword() {
        StringBuilder text =
                new StringBuilder()
                        .append(host)
                        .append(" asks for a password of ")
                        .append(plan.settings().get("user"))
                        .append(", and there is none\nGive one by withPassword, PGPASSWORD or")
                        .append(" ~/.pgpass");
        plan.settings().warnings().forEach(warning -> text.append('\n').append(warning));
        return new ConnectException(text.toString(), null);
    }

    private byte @Nullable [] endPoint() {
        Certificate certificate =
                stream.info()
                        .tls()
                        .map(session -> {
                            try {
                                return session.getPeerCertificates()[0];
                            } catch (SSLPeerUnverifiedException e) {
                                return null;
                            }
                        })
                        .orElse(null);
        return certificate instanceof X509Certificate x509 ? EndPoint.of(x509).orElse(null) : null;
    }

    /** The oldest version of protocol 3 is asked for, and no options: all servers have that. */
    private void checkVersion(BackendMessage.NegotiateProtocolVersion negotiate) {
        boolean same = negotiate.version() == 0 || negotiate.version() == FrontendWriter.VERSION;
        if (!same || !negotiate.options().isEmpty()) {
            throw new ProtocolException(
                    "the server does not speak PostgreSQL's protocol 3.0: " + negotiate, null);
        }
    }

    // ---- What the server is like

    private void awaitReady() {
        while (true) {
            switch (next()) {
                case BackendMessage.BackendKeyData told -> key = told;
                case BackendMessage.ReadyForQuery _ -> {
                    reader.taken();
                    return;
                }
                case BackendMessage.NegotiateProtocolVersion negotiate -> checkVersion(negotiate);
                case BackendMessage other -> throw outOfTurn(other);
            }
        }
    }

    private ProtocolException outOfTurn(BackendMessage message) {
        return new ProtocolException(
                "the server broke the protocol: it sent " + message + " while it began a session",
                null);
    }

    // ---- Messages

    private void send(Consumer<FrontendWriter> messages) {
        ByteWriter out = new ByteWriter();
        messages.accept(new FrontendWriter(out));
        stream.write(out.buffers());
    }

    /** Returns the next message; those that may come at any time are taken. */
    private BackendMessage next() {
        while (true) {
            BackendMessage message = messages.next(reader.buffer());
            if (message == null) {
                if (!reader.fill()) {
                    throw ended();
                }
                continue;
            }
            if (left-- == 0) {
                throw new ProtocolException(
                        "the server sent "
                                + MOST_MESSAGES
                                + " messages and is not ready for a query",
                        null);
            }
            switch (message) {
                case BackendMessage.ParameterStatus status ->
                        parameters.put(status.name(), status.value());
                case BackendMessage.NoticeResponse notice ->
                        notices.add(Notice.of(notice.fields()));
                case BackendMessage.ErrorResponse error -> throw refused(error);
                case BackendMessage other -> {
                    return other;
                }
            }
        }
    }

    private ServerException refused(BackendMessage.ErrorResponse error) {
        Plan.Password known = password;
        Optional<String> file =
                known == null ? Optional.empty() : Optional.ofNullable(known.file());
        return ServerErrors.ofStartup(
                Notice.of(error.fields()),
                host + file.map(name -> "; the password is that of the file " + name).orElse(""));
    }

    private ProtocolException ended() {
        return new ProtocolException(
                "the server closed the connection without a word\nIs it a PostgreSQL server, and was"
                        + " it not stopped just now?",
                null);
    }
}
