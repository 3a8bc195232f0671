package dev.rondo.postgres.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rondo.postgres.wire.Authentication;
import dev.rondo.postgres.wire.BackendMessage.ReadyForQuery;
import dev.rondo.postgres.wire.FrontendMessage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A connection up to its first ReadyForQuery, or to where it ends before that. */
final class Login {
    private static final byte[] SALT = {1, 2, 3, 4};

    private final ScriptedServer server;
    private final SessionWire wire;

    Login(ScriptedServer server, SessionWire wire) {
        this.server = server;
        this.wire = wire;
    }

    /** Returns what the client said of itself, or null if this was no session. */
    FrontendMessage.@Nullable Startup startup() {
        for (FrontendMessage message; (message = wire.next()) != null; ) {
            server.awaitThaw();
            switch (message) {
                case FrontendMessage.Plain _ -> encrypt(message);
                case FrontendMessage.CancelRequest cancel -> {
                    server.cancel(cancel);
                    return null;
                }
                case FrontendMessage.Startup startup -> {
                    return startup;
                }
                default -> {
                    return null;
                }
            }
        }
        return null;
    }

    private void encrypt(FrontendMessage request) {
        boolean tls =
                request == FrontendMessage.Plain.SSL_REQUEST && server.config().tls().isPresent();
        wire.out().encryption(tls ? 'S' : 'N');
        wire.flush();
        if (tls) {
            wire.startTls(server.config().tls().orElseThrow());
        }
    }

    /**
     * Does what a refusal says.
     *
     * @throws SessionOver in the end
     */
    void refuse(Refusal refusal, Map<String, String> parameters) {
        String user = parameters.getOrDefault("user", "");
        String name =
                refusal == Refusal.NO_DATABASE ? parameters.getOrDefault("database", user) : user;
        switch (refusal) {
            case CUT -> {}
            case SILENCE -> silence();
            case GARBAGE -> wire.write(refusal.text(name).getBytes(UTF_8));
            case NO_PROCESS -> wire.write(("E" + refusal.text(name) + "\n\0").getBytes(UTF_8));
            default -> {
                wire.out()
                        .error(
                                Report.of("FATAL", refusal.sqlState(), refusal.text(name))
                                        .toFields());
                wire.flush();
            }
        }
        throw new SessionOver("refused: " + refusal);
    }

    /** Reads on and says nothing until the client has gone. */
    private void silence() {
        while (wire.next() != null) {
            // what it says is not heard
        }
    }

    /**
     * Asks who the client is, and lets it in.
     *
     * @throws StatementFailure if it is somebody else
     * @throws SessionOver if it leaves
     */
    void authenticate(String user) {
        String password = server.config().users().get(user);
        boolean trusts =
                server.config().authentication() == ScriptedServerOptions.Authentication.TRUST;
        if (password == null && !(trusts && server.config().users().isEmpty())) {
            ask(user, "a password that nobody has");
            throw wrong(user);
        }
        ask(user, password == null ? "" : password);
        wire.out().authentication(new Authentication.Ok());
    }

    private void ask(String user, String password) {
        switch (server.config().authentication()) {
            case TRUST -> {}
            case PASSWORD -> {
                say(new Authentication.CleartextPassword());
                check(user, password, reply().password());
            }
            case MD5 -> {
                say(new Authentication.Md5Password(SALT));
                check(user, md5(user, password), reply().password());
            }
            case SCRAM_SHA_256 -> scram(password);
        }
    }

    private void scram(String password) {
        say(new Authentication.Sasl(List.of(ScramServer.MECHANISM)));
        FrontendMessage.SaslStart start = reply().saslStart();
        if (!start.mechanism().equals(ScramServer.MECHANISM)) {
            throw new StatementFailure(
                    Report.of("FATAL", "08P01", "client selected an invalid SASL mechanism"));
        }
        ScramServer scram = new ScramServer(password, "nonce" + server.connections());
        say(new Authentication.SaslContinue(scram.first(start.data())));
        wire.out().authentication(new Authentication.SaslFinal(scram.last(reply().data())));
    }

    private void say(Authentication wanted) {
        wire.out().authentication(wanted);
        wire.flush();
    }

    private FrontendMessage.PasswordReply reply() {
        FrontendMessage message = wire.next();
        server.awaitThaw();
        if (message instanceof FrontendMessage.PasswordReply reply) {
            return reply;
        }
        throw new SessionOver("no password");
    }

    private static void check(String user, String expected, String sent) {
        if (!expected.equals(sent)) {
            throw wrong(user);
        }
    }

    private static StatementFailure wrong(String user) {
        return new StatementFailure(
                Report.of(
                        "FATAL",
                        "28P01",
                        "password authentication failed for user \"" + user + "\""));
    }

    private static String md5(String user, String password) {
        byte[] inner = hex(digest((password + user).getBytes(UTF_8))).getBytes(UTF_8);
        byte[] outer = java.util.Arrays.copyOf(inner, inner.length + SALT.length);
        System.arraycopy(SALT, 0, outer, inner.length, SALT.length);
        return "md5" + hex(digest(outer));
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no MD5", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Tells what a client is told that has come in. */
    void welcome(Session session, Map<String, String> parameters) {
        Map<String, String> reported = session.parameters();
        reported.putAll(server.config().parameters());
        reported.put("session_authorization", parameters.getOrDefault("user", ""));
        parameters.forEach((name, value) -> reported.replace(name, value));
        reported.forEach(wire.out()::parameterStatus);
        wire.out().keyData(session.processId(), session.secret());
        wire.out().ready(ReadyForQuery.IDLE);
        wire.flush();
    }
}
