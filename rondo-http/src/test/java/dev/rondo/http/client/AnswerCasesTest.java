package dev.rondo.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Rondo;
import dev.rondo.http.coding.Coder;
import dev.rondo.http.coding.Coders;
import dev.rondo.test.InLoop;
import dev.rondo.test.MemoryNetwork;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client makes of answers: the cases CR of the list, and more of their kind. */
@InLoop
class AnswerCasesTest {
    private final MemoryNetwork network;
    private final ClientOptions options;

    AnswerCasesTest(MemoryNetwork network) {
        this.network = network;
        network.addHost("a");
        this.options = ClientOptions.defaults().withNetwork(network);
    }

    /**
     * A case.
     *
     * @param wire the answer in Latin-1; {@code <FIN>} at its end closes the connection
     * @param expected {@code 200 body}, or the simple name of an exception and its reason
     * @param reuse whether the connection serves the next request, too
     */
    record Case(String id, String method, String wire, String expected, boolean reuse) {
        @Override
        public String toString() {
            return id;
        }
    }

    private static Case good(String id, String wire, String expected, boolean reuse) {
        return new Case(id, "GET", wire, expected, reuse);
    }

    private static Case bad(String id, String wire) {
        return new Case(id, "GET", wire, "ResponseException", false);
    }

    private static Case broken(String id, String wire, PayloadException.Reason reason) {
        return new Case(id, "GET", wire, "PayloadException " + reason, false);
    }

    static Stream<Case> heads() {
        String ok = "HTTP/1.1 200 OK\r\n";
        return Stream.of(
                bad("CR-002 two lengths", ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc"),
                bad("CR-004 four digits", "HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\nhi"),
                bad("CR-006 status 99", "HTTP/1.1 099 OK\r\nContent-Length: 2\r\n\r\nhi"),
                good(
                        "CR-008 no reason",
                        "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi",
                        "200 hi",
                        true),
                bad("CR-010 HTTP/2", "HTTP/2 200 OK\r\nContent-Length: 2\r\n\r\nhi"),
                bad("CR-012 NUL in a value", ok + "X: a\0b\r\nContent-Length: 2\r\n\r\nhi"),
                bad("CR-038 folded", ok + "X: 1\r\n folded\r\nContent-Length: 2\r\n\r\nhi"),
                bad("CR-040 a million fields", ok + "X: 1\r\n".repeat(20_000)),
                bad("a line that never ends", ok + "X: " + "a".repeat(100_000)),
                bad(
                        "CR-028 interim answers without end",
                        "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(10_000)),
                good(
                        "100 interim answers",
                        "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".repeat(100)
                                + ok
                                + "Content-Length: 2\r\n\r\nhi",
                        "200 hi",
                        true),
                bad("101 that nobody asked for", "HTTP/1.1 101 Switching Protocols\r\n\r\n"),
                bad("the answer of another protocol", "SSH-2.0-OpenSSH_9.2\r\n"),
                new Case(
                        "CR-030 HEAD behind 103",
                        "HEAD",
                        "HTTP/1.1 103 Early Hints\r\n\r\n" + ok + "Content-Length: 9\r\n\r\n",
                        "200 ",
                        true),
                good(
                        "CR-034 HTTP/1.0",
                        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi",
                        "200 hi",
                        false),
                good(
                        "HTTP/1.0 that stays",
                        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi",
                        "200 hi",
                        true),
                good(
                        "Connection: close",
                        ok + "Connection: close\r\nContent-Length: 2\r\n\r\nhi",
                        "200 hi",
                        false),
                bad(
                        "CR-042 a thousand codings",
                        ok
                                + "Content-Encoding: "
                                + "gzip, ".repeat(1000)
                                + "gzip\r\nContent-Length: 2\r\n\r\nhi"),
                new Case(
                        "closed in the head",
                        "GET",
                        ok + "X: <FIN>",
                        "ServerDisconnectedException",
                        false));
    }

    static Stream<Case> bodies() {
        String ok = "HTTP/1.1 200 OK\r\n";
        String chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
        return Stream.of(
                broken(
                        "CR-014 cut off",
                        ok + "Content-Length: 10\r\n\r\nhello<FIN>",
                        PayloadException.Reason.INCOMPLETE),
                good("CR-016 until the end", ok + "\r\nhello<FIN>", "200 hello", false),
                broken(
                        "CR-018 chunk too large",
                        chunked + "FFFFFFFFFFFFFFFF\r\nx",
                        PayloadException.Reason.BROKEN),
                broken(
                        "chunks cut off",
                        chunked + "5\r\nhel<FIN>",
                        PayloadException.Reason.INCOMPLETE),
                broken(
                        "last chunk missing",
                        chunked + "5\r\nhello\r\n<FIN>",
                        PayloadException.Reason.INCOMPLETE),
                broken(
                        "chunk without an end",
                        chunked + "5\r\nhelloX\r\n0\r\n\r\n",
                        PayloadException.Reason.BROKEN),
                good(
                        "CR-020 trailers",
                        chunked + "2\r\nhi\r\n0\r\nETag: x\r\nContent-Length: 9\r\n\r\n",
                        "200 hi",
                        true),
                good("chunks", chunked + "2\r\nhi\r\n3\r\n ho\r\n0\r\n\r\n", "200 hi ho", true),
                good(
                        "CR-022 204 with a body",
                        "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello",
                        "204 ",
                        false),
                good("204", "HTTP/1.1 204 No Content\r\n\r\n", "204 ", true),
                good(
                        "CR-024 304 with a length",
                        "HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n",
                        "304 ",
                        true),
                new Case(
                        "CR-026 HEAD, chunked and gzip",
                        "HEAD",
                        ok + "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n",
                        "200 ",
                        true),
                good(
                        "bytes behind the answer",
                        ok + "Content-Length: 2\r\n\r\nhiHTTP/1.1 200 OK\r\n",
                        "200 hi",
                        false),
                good(
                        "CR-050 a coding that is not known",
                        ok + "Content-Encoding: unknown\r\nContent-Length: 2\r\n\r\nhi",
                        "200 hi",
                        true),
                good(
                        "CR-046 empty gzip",
                        ok + "Content-Encoding: gzip\r\nContent-Length: 0\r\n\r\n",
                        "200 ",
                        true),
                good(
                        "empty gzip in chunks",
                        ok
                                + "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        "200 ",
                        true));
    }

    static Stream<Case> compressedByLibraries() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (Coder coder : Coders.all()) {
            String name = coder.name();
            byte[] hello = encode(coder, "hello".getBytes());
            byte[] cut = Arrays.copyOf(hello, hello.length - 1);
            cases.add(good(name, coded(name, hello), "200 hello", true));
            cases.add(
                    good(
                            name + " of much",
                            coded(name, encode(coder, "hello".repeat(10_000).getBytes())),
                            "200 " + "hello".repeat(10_000),
                            true));
            cases.add(
                    good(
                            name + ", then gzip",
                            coded(name + ", gzip", gzip(hello)),
                            "200 hello",
                            true));
            cases.add(good("empty " + name, coded(name, new byte[0]), "200 ", true));
            cases.add(good(name + " cut off", coded(name, cut), "PayloadException BROKEN", true));
            cases.add(
                    good(
                            "no " + name + " at all",
                            coded(name, "HTTP/1.1".getBytes()),
                            "PayloadException BROKEN",
                            true));
            cases.add(
                    good(
                            "rubbish behind " + name,
                            coded(name, join(hello, "rubbish".getBytes())),
                            "PayloadException BROKEN",
                            true));
        }
        return cases.stream();
    }

    private static byte[] encode(Coder coder, byte[] plain) throws IOException {
        ByteArrayOutputStream made = new ByteArrayOutputStream();
        try (OutputStream encoding = coder.encoding(made, 6)) {
            encoding.write(plain);
        }
        return made.toByteArray();
    }

    @Test
    void theLibrariesOfTheTestsAreThere() {
        assertThat(Coders.all()).extracting(Coder::name).containsExactly("zstd", "br");
        assertThat(Codings.accepted()).isEqualTo("gzip, deflate, br, zstd");
    }

    static Stream<Case> compressed() throws IOException {
        byte[] hello = gzip("hello".getBytes());
        byte[] world = gzip(" world".getBytes());
        byte[] spoilt = hello.clone();
        spoilt[spoilt.length - 8] ^= 1;
        byte[] cut = Arrays.copyOf(hello, hello.length - 3);
        return Stream.of(
                good("gzip", coded("gzip", hello), "200 hello", true),
                good("x-gzip", coded("x-gzip", hello), "200 hello", true),
                good("identity", coded("identity", "hello".getBytes()), "200 hello", true),
                good(
                        "CR-048 two members",
                        coded("gzip", join(hello, world)),
                        "200 hello world",
                        true),
                good("gzip, padded", coded("gzip", join(hello, new byte[9])), "200 hello", true),
                good(
                        "deflate of zlib",
                        coded("deflate", deflate("hello", false)),
                        "200 hello",
                        true),
                good("deflate, raw", coded("deflate", deflate("hello", true)), "200 hello", true),
                good("gzip twice", coded("gzip, gzip", gzip(hello)), "200 hello", true),
                good(
                        "deflate, then gzip",
                        coded("deflate, gzip", gzip(deflate("hello", false))),
                        "200 hello",
                        true),
                good(
                        "a list in two fields",
                        "HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Encoding: gzip\r\n"
                                + length(gzip(deflate("hello", false))),
                        "200 hello",
                        true),
                good("a wrong checksum", coded("gzip", spoilt), "PayloadException BROKEN", true),
                good("gzip cut off", coded("gzip", cut), "PayloadException BROKEN", true),
                good(
                        "no gzip at all",
                        coded("gzip", "hello".getBytes()),
                        "PayloadException BROKEN",
                        true),
                good(
                        "rubbish behind gzip",
                        coded("gzip", join(hello, "xyz".getBytes())),
                        "PayloadException BROKEN",
                        true),
                broken(
                        "CR-044 a gigabyte in a megabyte",
                        coded("gzip", gzip(new byte[20 << 20])),
                        PayloadException.Reason.TOO_LARGE),
                good(
                        "CR-044 by two codings",
                        coded("gzip, gzip", gzip(gzip(new byte[20 << 20]))),
                        "PayloadException TOO_LARGE",
                        true));
    }

    private static String coded(String coding, byte[] body) {
        return "HTTP/1.1 200 OK\r\nContent-Encoding: " + coding + "\r\n" + length(body);
    }

    private static String length(byte[] body) {
        return "Content-Length: "
                + body.length
                + "\r\n\r\n"
                + new String(body, StandardCharsets.ISO_8859_1);
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(String text, boolean raw) {
        Deflater deflater = new Deflater(6, raw);
        deflater.setInput(text.getBytes());
        deflater.finish();
        byte[] out = new byte[1000];
        int count = deflater.deflate(out);
        deflater.end();
        return Arrays.copyOf(out, count);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    @ParameterizedTest
    @MethodSource({"heads", "bodies", "compressed", "compressedByLibraries"})
    void anAnswerIsTakenOrRefused(Case given) {
        boolean ends = given.wire.endsWith("<FIN>");
        String wire = given.wire.replace("<FIN>", "");
        Peer.Script first =
                peer -> {
                    peer.answer(wire);
                    if (!ends && !peer.atEnd()) {
                        peer.serve("again");
                    }
                };
        try (var server = new ScriptedServer(network, 80, first, peer -> peer.serve("again"));
                var http = new Client(options)) {
            String seen;
            try (var response = http.request(given.method, "http://a/").timeout(10).send()) {
                seen = response.status() + " " + response.text();
            } catch (ClientException e) {
                seen =
                        e.getClass().getSimpleName()
                                + (e instanceof PayloadException body ? " " + body.reason() : "");
            }
            assertThat(seen).isEqualTo(given.expected);
            assertThat(http.snapshot().inUse()).isZero();
            assertThat(http.get("http://a/").text()).isEqualTo("again");
            assertThat(server.connections()).isEqualTo(given.reuse ? 1 : 2);
            assertThat(Rondo.runningLoop().time()).isLessThan(Duration.ofSeconds(1));
        }
    }

    @ParameterizedTest
    @MethodSource({"heads", "bodies"})
    void theVerdictIsTheSameByteByByte(Case given) {
        if (given.wire.length() > 500) {
            return; // takes long, and says no more
        }
        boolean ends = given.wire.endsWith("<FIN>");
        String wire = given.wire.replace("<FIN>", "");
        Peer.Script first =
                peer -> {
                    peer.head();
                    for (char c : wire.toCharArray()) {
                        peer.send("" + c);
                        Rondo.sleep(0);
                    }
                    if (!ends) {
                        peer.rest();
                    }
                };
        try (var _ = new ScriptedServer(network, 80, first);
                var http = new Client(options);
                var response = http.request(given.method, "http://a/").timeout(10).send()) {
            assertThat(response.status() + " " + response.text()).isEqualTo(given.expected);
        } catch (ClientException e) {
            assertThat(given.expected).startsWith(e.getClass().getSimpleName());
        }
    }

    @Test
    void cr032AnIdleConnectionWithBytesIsDropped() {
        Peer.Script first =
                peer -> {
                    peer.head();
                    peer.ok("one");
                    Rondo.sleep(1);
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                    peer.rest();
                };
        try (var server = new ScriptedServer(network, 80, first, peer -> peer.serve("two"));
                var http = new Client(options)) {
            assertThat(http.get("http://a/").text()).isEqualTo("one");
            Rondo.sleep(1.5);
            assertThat(http.get("http://a/").text()).isEqualTo("two");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void cr036TheServersHintShortensTheKeepAlive() {
        Peer.Script script =
                peer -> {
                    while (!peer.atEnd()) {
                        peer.answer(
                                "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nhi");
                    }
                };
        try (var server = new ScriptedServer(network, 80, script);
                var http = new Client(options)) {
            http.get("http://a/").text();
            Rondo.sleep(0.2);
            http.get("http://a/").text();
            assertThat(server.connections()).isEqualTo(1);
            Rondo.sleep(2);
            http.get("http://a/").text();
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void cr020TrailersStandApart() {
        try (var _ =
                        new ScriptedServer(
                                network,
                                80,
                                peer ->
                                        peer.answer(
                                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                                        + "2\r\nhi\r\n0\r\nETag: x\r\n\r\n"));
                var http = new Client(options);
                var response = http.get("http://a/").send()) {
            assertThat(response.body().trailers().isEmpty()).isTrue();
            assertThat(response.text()).isEqualTo("hi");
            assertThat(response.body().trailers().first("etag")).contains("x");
            assertThat(response.headers().contains("etag")).isFalse();
        }
    }

    static Stream<List<String>> cookies() {
        return Stream.of(
                List.of("CR-052", "sid=1; Domain=other.example", ""),
                List.of("CR-054", "a=%0d%0aX:1", "a=%0d%0aX:1"),
                List.of("CR-056", "__Secure-a=1", ""),
                List.of("CR-058", "a=1\u0001", ""),
                List.of("CR-060", "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", ""),
                List.of("CR-062", "a=1; SameSite=bogus", "a=1"),
                List.of("plain", "a=1; Path=/", "a=1"),
                List.of("another path", "a=1; Path=/b", ""));
    }

    @ParameterizedTest
    @MethodSource("cookies")
    void aCookieIsKeptOrNot(List<String> given) {
        try (var server =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    peer.answer(
                                            "HTTP/1.1 200 OK\r\nSet-Cookie: "
                                                    + given.get(1)
                                                    + "\r\nContent-Length: 2\r\n\r\nhi");
                                    peer.serve("hi");
                                },
                                peer -> peer.serve("hi"));
                var http = new Client(options)) {
            try {
                http.get("http://a/").text();
            } catch (ResponseException e) {
                assertThat(given.getFirst()).isEqualTo("CR-058"); // the parser is first
            }
            http.get("http://a/").text();
            String second = server.head(1);
            if (given.get(2).isEmpty()) {
                assertThat(second).doesNotContain("Cookie");
            } else {
                assertThat(second).contains("\r\nCookie: " + given.get(2) + "\r\n");
            }
        }
    }
}
