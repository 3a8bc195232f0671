package dev.rondo.postgres.auth;

import dev.rondo.postgres.wire.Authentication;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client's way in: what the server asks, what is answered, and whether that is enough for this
 * side.
 *
 * <pre>
 *   ASKED --password, MD5--> ANSWERED --Ok--> IN
 *   ASKED --Sasl--> SCRAM --SaslContinue--> SCRAM --SaslFinal--> ANSWERED
 *   ASKED --Ok--> IN (trust, certificates)
 * </pre>
 */
public final class Login {
    /** Whether a password is bound to the TLS connection; libpq: {@code channel_binding}. */
    public enum Binding {
        /** Never. */
        DISABLE,
        /** Where both sides can. */
        PREFER,
        /** Always. */
        REQUIRE
    }

    private enum State {
        ASKED,
        SCRAM,
        ANSWERED,
        IN
    }

    private final String user;
    private final AllowedMethods allowed;
    private final Binding binding;
    private final boolean encrypted;
    private final byte @Nullable [] endPoint;
    private State state = State.ASKED;
    private @Nullable Scram scram;
    private boolean bound; // the proof was, and the server has proved itself

    /**
     * Creates one.
     *
     * @param encrypted whether the connection is TLS
     * @param endPoint what its server is bound by, or null
     */
    public Login(
            String user,
            AllowedMethods allowed,
            Binding binding,
            boolean encrypted,
            byte @Nullable [] endPoint) {
        this.user = user;
        this.allowed = allowed;
        this.binding = binding;
        this.encrypted = encrypted;
        this.endPoint = endPoint;
    }

    /** Returns whether the answer is made of the password. */
    public static boolean needsPassword(Authentication asked) {
        return asked instanceof Authentication.CleartextPassword
                || asked instanceof Authentication.Md5Password
                || asked instanceof Authentication.Sasl;
    }

    /** Returns whether the answer takes milliseconds and more: then it is not for the loop. */
    public static boolean isSlow(Authentication asked) {
        return asked instanceof Authentication.Sasl
                || asked instanceof Authentication.SaslContinue
                || asked instanceof Authentication.SaslFinal;
    }

    /** Returns whether the server has let the client in. */
    public boolean isIn() {
        return state == State.IN;
    }

    /**
     * Returns what is answered.
     *
     * @param password empty if it was not asked for
     * @throws LoginRefusal if this side does not go on
     */
    public Answer answer(Authentication asked, String password) {
        return switch (asked) {
            case Authentication.CleartextPassword _ -> {
                begin("password", "asks for the password as it is");
                yield new Answer.Password(password);
            }
            case Authentication.Md5Password md5 -> {
                begin("md5", "asks for an MD5 hash of the password");
                yield new Answer.Password(Md5.answer(user, password, md5.salt()));
            }
            case Authentication.Sasl sasl -> begin(sasl.mechanisms());
            case Authentication.SaslContinue next ->
                    new Answer.SaslNext(scram().next(next.data(), password));
            case Authentication.SaslFinal last -> {
                Scram proved = scram();
                proved.last(last.data());
                bound = proved.isBound();
                state = State.ANSWERED;
                yield Answer.Nothing.INSTANCE;
            }
            case Authentication.Ok _ -> {
                finish();
                yield Answer.Nothing.INSTANCE;
            }
            case Authentication.Gss _, Authentication.GssContinue _ ->
                    throw cannot("gss", "GSSAPI");
            case Authentication.Sspi _ -> throw cannot("sspi", "SSPI");
            case Authentication.KerberosV5 _ -> throw cannot("gss", "Kerberos V5");
            case Authentication.Unknown unknown ->
                    throw cannot("unknown", "method " + unknown.code());
        };
    }

    private LoginRefusal cannot(String method, String name) {
        return new LoginRefusal(
                "the server asks for "
                        + name
                        + ", which this driver does not speak\nIn its pg_hba.conf, the line for"
                        + " this client should say scram-sha-256, not "
                        + method);
    }

    /** A server that asks a second time is after something. */
    private void begin(String method, String asks) {
        requireState(State.ASKED, asks);
        allowed.check(method, asks);
        if (binding == Binding.REQUIRE) {
            throw new LoginRefusal(
                    "the server " + asks + ", which channel_binding=require does not allow");
        }
        state = State.ANSWERED;
    }

    private void requireState(State required, String asks) {
        if (state != required) {
            throw new LoginRefusal("the server " + asks + " out of turn");
        }
    }

    // ---- SCRAM

    private Answer begin(List<String> offered) {
        requireState(State.ASKED, "asks for SASL");
        boolean plus = offered.contains(Scram.PLUS);
        if (!plus && !offered.contains(Scram.PLAIN)) {
            throw new LoginRefusal(
                    "the server asks for SASL by "
                            + String.join(", ", offered)
                            + ", of which this"
                            + " driver speaks none\nIt speaks SCRAM-SHA-256");
        }
        if (plus && !encrypted) {
            throw new LoginRefusal(
                    "the server offers "
                            + Scram.PLUS
                            + " on a connection without TLS: somebody is in between");
        }
        allowed.check("scram-sha-256", "asks for SCRAM-SHA-256");
        byte[] able = binding == Binding.DISABLE ? null : endPoint;
        boolean bind = plus && able != null;
        if (binding == Binding.REQUIRE && !bind) {
            throw new LoginRefusal("channel_binding=require: " + whyNot(plus));
        }
        if (!bind && !offered.contains(Scram.PLAIN)) {
            throw new LoginRefusal("the server takes only " + Scram.PLUS + ": " + whyNot(true));
        }
        // With what it could be bound by it says "I can, you cannot": the server refuses if it was
        // somebody in between who left the offer out.
        String mechanism = bind ? Scram.PLUS : Scram.PLAIN;
        Scram begun = new Scram(mechanism, plus && !bind ? null : able, ScramKeys.SHARED);
        scram = begun;
        state = State.SCRAM;
        return new Answer.SaslFirst(mechanism, begun.first());
    }

    private String whyNot(boolean plus) {
        if (!encrypted) {
            return "the connection is not encrypted";
        }
        return plus
                ? "the server's certificate has nothing to bind to, or channel_binding is disabled"
                : "the server does not offer " + Scram.PLUS;
    }

    private Scram scram() {
        requireState(State.SCRAM, "goes on with SASL");
        Scram begun = scram;
        if (begun == null) {
            throw new LoginRefusal("the server goes on with SASL, which has not begun");
        }
        return begun;
    }

    // ---- The end

    private void finish() {
        if (state == State.SCRAM) {
            throw new LoginRefusal(
                    "the server lets this client in without proving that it knows the password: it"
                            + " may be another one");
        }
        if (state == State.ASKED) {
            allowed.check("none", "asks for no proof at all");
        }
        if (binding == Binding.REQUIRE && !bound) {
            throw new LoginRefusal(
                    "the server asks for no proof, which channel_binding=require does not allow");
        }
        requireNotIn();
        state = State.IN;
    }

    private void requireNotIn() {
        if (state == State.IN) {
            throw new LoginRefusal("the server lets this client in twice");
        }
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return "<Login " + user + " " + state + ">";
    }
}
