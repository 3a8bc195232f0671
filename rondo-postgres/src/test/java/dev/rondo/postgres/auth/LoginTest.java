package dev.rondo.postgres.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.postgres.wire.Authentication;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {
    private static final byte[] SALT = {1, 2, 3, 4, 5, 6, 7, 8};
    private static final byte[] END_POINT = {9, 8, 7};
    private static final Authentication.Ok OK = ok();

    /** The wire's own instance is not public. */
    private static Authentication.Ok ok() {
        return new Authentication.Ok();
    }

    private static Login login(String allowed, Login.Binding binding, byte @Nullable [] endPoint) {
        return new Login("me", AllowedMethods.parse(allowed), binding, endPoint != null, endPoint);
    }

    private static Login login(String allowed) {
        return login(allowed, Login.Binding.PREFER, null);
    }

    private static Authentication.Sasl sasl(String... mechanisms) {
        return new Authentication.Sasl(List.of(mechanisms));
    }

    private static void refuses(Login login, Authentication asked, String message) {
        assertThatThrownBy(() -> login.answer(asked, "secret"))
                .isInstanceOf(LoginRefusal.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret");
    }

    // ---- Trust, password, MD5

    @Test
    void aServerThatTrustsAsksNothing() {
        Login login = login("");
        assertThat(login.isIn()).isFalse();
        assertThat(login.answer(OK, "")).isInstanceOf(Answer.Nothing.class);
        assertThat(login.isIn()).isTrue();
    }

    @Test
    void aPasswordIsSentAsItIs() {
        Login login = login("");
        assertThat(login.answer(new Authentication.CleartextPassword(), "secret"))
                .isEqualTo(new Answer.Password("secret"));
        login.answer(OK, "");
        assertThat(login.isIn()).isTrue();
    }

    /** By hand: {@code md5(md5('secretme') || salt)}. */
    @Test
    void md5IsWhatTheServerComputes() {
        Answer answer =
                login("").answer(new Authentication.Md5Password(new byte[] {1, 2, 3, 4}), "secret");
        assertThat(answer).isEqualTo(new Answer.Password("md58322d584bf59f0253d58346307bb6ba3"));
    }

    @Test
    void whatIsNotSpokenIsRefusedByName() {
        refuses(login(""), new Authentication.Gss(), "asks for GSSAPI");
        refuses(login(""), new Authentication.GssContinue(new byte[0]), "asks for GSSAPI");
        refuses(login(""), new Authentication.Sspi(), "asks for SSPI");
        refuses(login(""), new Authentication.KerberosV5(), "asks for Kerberos V5");
        refuses(login(""), new Authentication.Unknown(77), "asks for method 77");
        refuses(login(""), sasl("OAUTHBEARER"), "SASL by OAUTHBEARER");
    }

    @Test
    void aServerAsksOnce() {
        Login login = login("");
        login.answer(new Authentication.CleartextPassword(), "secret");
        refuses(login, new Authentication.CleartextPassword(), "out of turn");
        refuses(login, new Authentication.Md5Password(new byte[4]), "out of turn");
        refuses(login, sasl(Scram.PLAIN), "out of turn");
        refuses(login("") /* never begun */, new Authentication.SaslContinue(SALT), "out of turn");
        refuses(login(""), new Authentication.SaslFinal(SALT), "out of turn");
    }

    // ---- require_auth

    @Test
    void whatIsNotAllowedIsRefused() {
        refuses(login("scram-sha-256"), new Authentication.CleartextPassword(), "require_auth");
        refuses(login("scram-sha-256,password"), new Authentication.Md5Password(SALT), "md5");
        refuses(login("md5"), sasl(Scram.PLAIN), "SCRAM-SHA-256");
        refuses(login("scram-sha-256"), OK, "asks for no proof at all");
        refuses(login("!none"), OK, "asks for no proof at all");
        refuses(login("!password, !md5"), new Authentication.CleartextPassword(), "password");
    }

    @Test
    void whatIsAllowedIsNot() {
        assertThat(login("none").answer(OK, "")).isInstanceOf(Answer.Nothing.class);
        assertThat(login("!md5").answer(new Authentication.CleartextPassword(), "x"))
                .isInstanceOf(Answer.Password.class);
        Login password = login("password");
        password.answer(new Authentication.CleartextPassword(), "x");
        password.answer(OK, "");
        assertThat(password.isIn()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"password,!md5", "!md5,password", "psword", "!!md5", "password,,md5"})
    void aListThatIsNoneIsRefused(String list) {
        assertThatThrownBy(() -> AllowedMethods.parse(list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("require_auth");
    }

    // ---- SCRAM

    private static String scram(
            Login login, ScramPeer peer, byte[] binding, String password, String... offered) {
        Answer.SaslFirst first = (Answer.SaslFirst) login.answer(sasl(offered), password);
        byte[] serverFirst = peer.first(first.data());
        Answer.SaslNext next =
                (Answer.SaslNext)
                        login.answer(new Authentication.SaslContinue(serverFirst), password);
        login.answer(new Authentication.SaslFinal(peer.last(next.data(), binding)), "");
        login.answer(OK, "");
        assertThat(login.isIn()).isTrue();
        return first.mechanism() + " " + peer.gs2Header();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "pässwörd", "a\u00adb", "\u00a0x", "\u0007", "\ud83d\ude00"})
    void scramProvesThePassword(String password) {
        String prepared = // RFC 4013, or as it is where that forbids it
                switch (password) {
                    case "a\u00adb" -> "ab";
                    case "\u00a0x" -> " x";
                    default -> password;
                };
        assertThat(
                        scram(
                                login(""),
                                new ScramPeer(prepared, SALT, 4096),
                                new byte[0],
                                password,
                                Scram.PLAIN))
                .isEqualTo("SCRAM-SHA-256 n,,");
    }

    @Test
    void aWrongPasswordProvesNothing() {
        ScramPeer peer = new ScramPeer("right", SALT, 4096);
        assertThatThrownBy(() -> scram(login(""), peer, new byte[0], "wrong", Scram.PLAIN))
                .isInstanceOf(AssertionError.class)
                .hasMessage("wrong password");
    }

    @Test
    void aProofIsBoundToTheCertificateWhereBothCan() {
        ScramPeer peer = new ScramPeer("secret", SALT, 4096);
        for (Login.Binding binding : List.of(Login.Binding.PREFER, Login.Binding.REQUIRE)) {
            assertThat(
                            scram(
                                    login("", binding, END_POINT),
                                    peer,
                                    END_POINT,
                                    "secret",
                                    Scram.PLUS,
                                    Scram.PLAIN))
                    .isEqualTo("SCRAM-SHA-256-PLUS p=tls-server-end-point,,");
        }
        assertThatThrownBy(() ->
                        scram(
                                login("", Login.Binding.PREFER, END_POINT),
                                peer,
                                new byte[] {1},
                                "secret",
                                Scram.PLUS,
                                Scram.PLAIN))
                .hasMessage("bound to another");
    }

    @Test
    void whoLeavesTheOfferOutIsNoticedByTheServer() {
        ScramPeer peer = new ScramPeer("secret", SALT, 4096);
        assertThat(
                        scram(
                                login("", Login.Binding.PREFER, END_POINT),
                                peer,
                                new byte[0],
                                "secret",
                                Scram.PLAIN))
                .isEqualTo("SCRAM-SHA-256 y,,");
        assertThat(
                        scram(
                                login("", Login.Binding.DISABLE, END_POINT),
                                peer,
                                new byte[0],
                                "secret",
                                Scram.PLUS,
                                Scram.PLAIN))
                .isEqualTo("SCRAM-SHA-256 n,,");
    }

    @Test
    void aRequiredBindingIsRequired() {
        Login.Binding required = Login.Binding.REQUIRE;
        refuses(login("", required, null), sasl(Scram.PLAIN), "the connection is not encrypted");
        refuses(login("", required, END_POINT), sasl(Scram.PLAIN), "does not offer");
        refuses(
                login("", required, END_POINT),
                new Authentication.CleartextPassword(),
                "channel_binding=require");
        refuses(
                login("", required, END_POINT),
                new Authentication.Md5Password(SALT),
                "channel_binding=require");
        refuses(login("", required, END_POINT), OK, "channel_binding=require");
        refuses(
                new Login("me", AllowedMethods.parse(""), required, true, null),
                sasl(Scram.PLUS, Scram.PLAIN),
                "nothing to bind to");
        refuses(login(""), sasl(Scram.PLUS, Scram.PLAIN), "somebody is in between");
    }

    @DisplayName("PG132: a server that does not prove that it knows the password is refused")
    @Test
    void aServerThatDoesNotProveItselfIsRefused() {
        ScramPeer peer = new ScramPeer("secret", SALT, 4096);
        Login login = login("");
        Answer.SaslFirst first = (Answer.SaslFirst) login.answer(sasl(Scram.PLAIN), "secret");
        Authentication serverFirst = new Authentication.SaslContinue(peer.first(first.data()));
        login.answer(serverFirst, "secret");
        String forged = "v=" + Base64.getEncoder().encodeToString(new byte[32]);
        refuses(login, last(forged), "does not prove that it knows the password");
        refuses(login, last("e=other-error"), "does not prove");
        refuses(login, last("nonsense"), "does not prove");
        refuses(login, OK, "without proving that it knows the password");
        refuses(login, serverFirst, "first message twice");
    }

    private static Authentication last(String text) {
        return new Authentication.SaslFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    @DisplayName("PG132: AuthenticationOk in the middle of SCRAM is refused")
    @Test
    void scramIsNotCutShort() {
        Login login = login("");
        login.answer(sasl(Scram.PLAIN), "secret");
        refuses(login, OK, "without proving that it knows the password");
        refuses(login, last("v=AA=="), "last message before its first");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "r=other,s=AQID,i=4096",
                "r=%s,s=AQID,i=0",
                "r=%s,s=AQID,i=-5",
                "r=%s,s=AQID,i=99999999999",
                "r=%s,s=AQID,i=2147483647",
                "r=%s,s=AQID,i=1000001",
                "r=%s,s=!!,i=4096",
                "r=%s,s=,i=4096",
                "r=%s,i=4096",
                "m=ext,r=%s,s=AQID,i=4096"
            })
    void aFirstMessageThatIsNoneIsRefused(String text) {
        Login login = login("");
        Answer.SaslFirst first = (Answer.SaslFirst) login.answer(sasl(Scram.PLAIN), "secret");
        String said = new String(first.data(), StandardCharsets.UTF_8);
        String nonce = said.substring(said.indexOf("r=") + 2) + "more";
        refuses(
                login,
                new Authentication.SaslContinue(
                        text.replace("%s", nonce).getBytes(StandardCharsets.UTF_8)),
                "");
    }

    @Test
    void noncesDiffer() {
        assertThat(((Answer.SaslFirst) login("").answer(sasl(Scram.PLAIN), "")).data())
                .isNotEqualTo(((Answer.SaslFirst) login("").answer(sasl(Scram.PLAIN), "")).data());
    }

    @Test
    void keysAreComputedOnceAPasswordSaltAndNumber() {
        ScramKeys keys = new ScramKeys();
        ScramKeys.Pair pair = keys.of("secret", SALT, 4096);
        assertThat(keys.of("secret", SALT.clone(), 4096)).isSameAs(pair);
        assertThat(keys.of("secret", SALT, 4097)).isNotSameAs(pair);
        assertThat(keys.of("Secret", SALT, 4096)).isNotSameAs(pair);
        assertThat(keys.of("secret", new byte[] {1}, 4096)).isNotSameAs(pair);
        assertThat(keys.size()).isEqualTo(4);
        for (int i = 0; i < 100; i++) {
            keys.of("p" + i, SALT, 1);
        }
        assertThat(keys.size()).isEqualTo(64);
    }

    @Test
    void nothingShowsAPassword() {
        assertThat(new Answer.Password("secret").toString()).doesNotContain("secret");
        assertThat(login("").toString()).doesNotContain("secret");
        assertThat(new ScramKeys().of("secret", SALT, 1).toString()).isEqualTo("Pair[***]");
    }
}
