package dev.rondo.http.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rondo.http.Headers;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketHandshakeTest {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";
    private static final Optional<DeflateTerms> DEFLATE =
            Optional.of(new DeflateTerms(false, false));

    private static Headers request() {
        return WebSocketHandshake.request(KEY, List.of(), Optional.empty())
                .with("Host", "example.com");
    }

    private static Headers answer(Headers request) {
        return WebSocketHandshake.answer("GET", request, List.of(), List.of(), Optional.empty());
    }

    private static int refusal(Headers request) {
        try {
            answer(request);
        } catch (HandshakeException e) {
            return e.status();
        }
        return 101;
    }

    @Test
    void theKeyOfTheRfcHasItsAnswer() {
        // RFC 6455, section 1.3.
        assertThat(WebSocketHandshake.acceptFor(KEY)).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(answer(request()).first("Sec-WebSocket-Accept"))
                .contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void bothSidesAgree() {
        String key = WebSocketHandshake.newKey(new Random(7));
        List<String> protocols = List.of("chat.v2", "chat.v1");
        Headers request =
                WebSocketHandshake.request(key, protocols, DEFLATE).with("Host", "example.com");
        Headers answer =
                WebSocketHandshake.answer("GET", request, List.of("chat.v1"), List.of(), DEFLATE);
        WebSocketHandshake.check(key, protocols, DEFLATE, 101, answer);
        assertThat(WebSocketHandshake.subprotocol(answer)).contains("chat.v1");
        assertThat(WebSocketHandshake.agreed(answer)).isEqualTo(DEFLATE);
    }

    // ---- Requests

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Upgrade | h2c | 400",
                "Upgrade | h2c, WebSocket | 101",
                "Upgrade | websocket2 | 400",
                "Connection | close | 400",
                "Connection | keep-alive, Upgrade | 101",
                "Connection | UPGRADE | 101",
                "Sec-WebSocket-Version | 12 | 426",
                "Sec-WebSocket-Version | 013 | 426",
                "Sec-WebSocket-Version | 13, 8 | 426",
                "Sec-WebSocket-Key | AAAA | 400",
                "Sec-WebSocket-Key | dGhlIHNhbXBsZSBub25jZQ= | 400",
                "Sec-WebSocket-Key | dGhlIHNhbXBsZSBub25jZR== | 400",
                "Sec-WebSocket-Key | dGhlIHNhbXBsZSBub25jZQ==, x | 400",
                "Sec-WebSocket-Key | ???????????????????????? | 400",
                "Sec-WebSocket-Protocol | a b | 400",
                "Sec-WebSocket-Protocol | a,,b | 400",
                "Sec-WebSocket-Protocol | a, a | 400",
                "Sec-WebSocket-Extensions | a;=b | 400",
                "Sec-WebSocket-Extensions | unknown | 101",
            })
    void oneFieldDecides(String name, String value, int status) {
        assertThat(refusal(request().with(name, value))).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upgrade", "Connection", "Sec-WebSocket-Key"})
    void whatIsMissingIsRefused(String name) {
        assertThat(refusal(request().without(name))).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sec-WebSocket-Key", "Sec-WebSocket-Version"})
    void whatIsThereTwiceIsRefused(String name) {
        Headers request = request();
        assertThat(refusal(request.plus(name, request.first(name).orElseThrow()))).isEqualTo(400);
    }

    @Test
    void anotherVersionIsToldTheOneThatIsKnown() {
        assertThatExceptionOfType(HandshakeException.class)
                .isThrownBy(() -> answer(request().without("Sec-WebSocket-Version")))
                .satisfies(e -> assertThat(e.status()).isEqualTo(426))
                .satisfies(
                        e -> assertThat(e.headers().first("Sec-WebSocket-Version")).contains("13"));
    }

    @Test
    void anotherMethodIsRefused() {
        assertThatExceptionOfType(HandshakeException.class)
                .isThrownBy(() ->
                        WebSocketHandshake.answer(
                                "POST", request(), List.of(), List.of(), Optional.empty()))
                .satisfies(e -> assertThat(e.status()).isEqualTo(405));
    }

    // ---- Origins

    @ParameterizedTest
    @CsvSource({
        "http://example.com, true",
        "https://EXAMPLE.com, true",
        "http://example.com:80, false",
        "http://example.com:8080, false",
        "http://example.com.evil.org, false",
        "http://evil.org, false",
        "null, false",
    })
    void onlyPagesOfTheServerMayConnect(String origin, boolean allowed) {
        assertThat(refusal(request().plus("Origin", origin))).isEqualTo(allowed ? 101 : 403);
    }

    @Test
    void originsCanBeNamed() {
        Headers request = request().plus("Origin", "https://app.example.org");
        assertThat(with(request, "https://app.example.org")).isEqualTo(101);
        assertThat(with(request, "https://other.example.org")).isEqualTo(403);
        assertThat(with(request, "*")).isEqualTo(101);
    }

    private static int with(Headers request, String origin) {
        try {
            WebSocketHandshake.answer("GET", request, List.of(), List.of(origin), DEFLATE);
            return 101;
        } catch (HandshakeException e) {
            return e.status();
        }
    }

    @Test
    void aRequestWithoutAHostIsOfNoOrigin() {
        Headers request = request().without("Host").plus("Origin", "http://");
        assertThat(refusal(request)).isEqualTo(403);
    }

    // ---- Subprotocols

    @Test
    void theClientsFirstThatTheServerKnowsIsChosen() {
        Headers request =
                request()
                        .plus("Sec-WebSocket-Protocol", "a, b")
                        .plus("Sec-WebSocket-Protocol", "c");
        Headers answer =
                WebSocketHandshake.answer(
                        "GET", request, List.of("c", "b"), List.of(), Optional.empty());
        assertThat(WebSocketHandshake.subprotocol(answer)).contains("b");
    }

    @Test
    void noneInCommonIsNoSubprotocol() {
        Headers request = request().plus("Sec-WebSocket-Protocol", "a");
        assertThat(answer(request).contains("Sec-WebSocket-Protocol")).isFalse();
    }

    @Test
    void namesOfSubprotocolsAreTokens() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebSocketHandshake.checkSubprotocols(List.of("a b")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebSocketHandshake.checkSubprotocols(List.of("a", "a")));
    }

    // ---- Answers

    @Test
    void answersThatDoNotFitAreRefused() {
        Headers good = answer(request());
        check(101, good, "");
        check(200, good, "did not switch");
        check(101, good.without("Upgrade"), "not both there");
        check(101, good.with("Connection", "close"), "not both there");
        check(
                101,
                good.with("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo"),
                "not the answer");
        check(101, good.without("Sec-WebSocket-Accept"), "not the answer");
        check(101, good.plus("Sec-WebSocket-Protocol", "x"), "not offered");
        check(101, good.plus(EXTENSIONS, "permessage-deflate"), "not asked for");
        check(101, good.plus(EXTENSIONS, "other"), "not asked for");
        check(101, good.plus(EXTENSIONS, "permessage-deflate, permessage-deflate"), "several");
    }

    private static void check(int status, Headers answer, String message) {
        try {
            WebSocketHandshake.check(KEY, List.of("a"), Optional.empty(), status, answer);
            assertThat(message).isEmpty();
        } catch (HandshakeException e) {
            assertThat(message).isNotEmpty();
            assertThat(e).hasMessageContaining(message);
        }
    }

    // ---- permessage-deflate

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate | permessage-deflate",
                "permessage-deflate; client_max_window_bits | permessage-deflate",
                "permessage-deflate; client_max_window_bits=10 | permessage-deflate",
                "permessage-deflate; client_max_window_bits=\"10\" | permessage-deflate",
                "permessage-deflate; server_max_window_bits=15 | permessage-deflate; server_max_window_bits=15",
                "permessage-deflate; server_max_window_bits=10 | none",
                "permessage-deflate; server_max_window_bits=10, permessage-deflate | permessage-deflate",
                "permessage-deflate; server_no_context_takeover | permessage-deflate; server_no_context_takeover",
                "permessage-deflate; client_no_context_takeover | permessage-deflate; client_no_context_takeover",
                "permessage-deflate; server_no_context_takeover=1 | none",
                "permessage-deflate; server_max_window_bits | none",
                "permessage-deflate; server_max_window_bits=08 | none",
                "permessage-deflate; server_max_window_bits=7 | none",
                "permessage-deflate; server_max_window_bits=16 | none",
                "permessage-deflate; client_max_window_bits=16 | none",
                "permessage-deflate; unknown | none",
                "permessage-deflate; client_max_window_bits; client_max_window_bits | none",
                "x-webkit-deflate-frame | none",
                "other, permessage-deflate | permessage-deflate",
            })
    void offersAreTakenIfTheJdkCan(String offer, String expected) {
        Headers answer =
                WebSocketHandshake.answer(
                        "GET", request().plus(EXTENSIONS, offer), List.of(), List.of(), DEFLATE);
        assertThat(answer.first(EXTENSIONS).orElse("none")).isEqualTo(expected);
    }

    @Test
    void aServerThatDoesNotCompressTakesNoOffer() {
        Headers answer = answer(request().plus(EXTENSIONS, "permessage-deflate"));
        assertThat(answer.contains(EXTENSIONS)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate | false | false",
                "permessage-deflate; server_max_window_bits=8 | false | false",
                "permessage-deflate; server_no_context_takeover | true | false",
                "permessage-deflate; client_no_context_takeover | false | true",
            })
    void answersAreUnderstood(String answer, boolean serverForgets, boolean clientForgets) {
        assertThat(WebSocketHandshake.agreed(Headers.of(EXTENSIONS, answer)))
                .contains(new DeflateTerms(serverForgets, clientForgets));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; client_max_window_bits=15",
                "permessage-deflate; client_max_window_bits",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; x",
                "permessage-deflate;",
            })
    void answersThatWereNotAskedForAreRefused(String answer) {
        assertThatExceptionOfType(HandshakeException.class)
                .isThrownBy(() -> WebSocketHandshake.agreed(Headers.of(EXTENSIONS, answer)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "a,",
                ",a",
                "a;",
                "a;b=",
                "a;b=\"",
                "a;b=\"\"",
                "a;b=\"c d\"",
                "a b",
                "a;b=\"c\\",
                "a;b=c d",
                "ä",
                "a;b;c=d=e",
                "a;b=\"c\"d"
            })
    void whatIsNoListOfExtensionsIsRefused(String field) {
        assertThatIllegalArgumentException().isThrownBy(() -> WebSocketExtension.parse(field));
    }

    @Test
    void extensionsHaveParameters() {
        assertThat(WebSocketExtension.parse("a ; b = \"c\\d\" ;e,f").toString())
                .isEqualTo(
                        "[WebSocketExtension[name=a, parameters=[Parameter[name=b, value=cd],"
                                + " Parameter[name=e, value=]]],"
                                + " WebSocketExtension[name=f, parameters=[]]]");
    }

    @Test
    void tooManyExtensionsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebSocketExtension.parse("a,".repeat(40) + "a"));
    }
}
