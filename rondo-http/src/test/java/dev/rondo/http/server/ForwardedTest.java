package dev.rondo.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.stream.Network;
import dev.rondo.test.RondoTest;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

class ForwardedTest {
    private static final String[] LOCAL = {"127.0.0.0/8", "::1"};

    private final Network network;

    ForwardedTest(Network network) {
        this.network = network;
    }

    /** Returns scheme, host and client as a handler sees them; or the status if it is none's. */
    private String seen(Forwarded middleware, String... fields) throws Exception {
        App app = new App();
        app.use(middleware);
        app.get("/", request -> {
            String client =
                    request.remote()
                            .map(a -> ((InetSocketAddress) a).getAddress().getHostAddress())
                            .orElse("-");
            return Response.text(request.scheme() + " " + request.host() + " " + client);
        });
        var answer = new Asking(app, network).get("/", fields);
        return answer.status() == 200 ? answer.body() : Integer.toString(answer.status());
    }

    @RondoTest
    void aTrustedProxyTellsWhoseRequestItIs() throws Exception {
        assertThat(
                        seen(
                                Forwarded.byX(LOCAL),
                                "X-Forwarded-For",
                                "203.0.113.7",
                                "X-Forwarded-Proto",
                                "https",
                                "X-Forwarded-Host",
                                "shop.example:8443"))
                .isEqualTo("https shop.example:8443 203.0.113.7");
        assertThat(
                        seen(
                                Forwarded.byStandard(LOCAL),
                                "Forwarded",
                                "For=\"[2001:db8::7]:4711\" ; proto=https;host=shop.example;by=x"))
                .isEqualTo("https shop.example 2001:db8:0:0:0:0:0:7");
    }

    @RondoTest
    void othersAreNotBelieved() throws Exception {
        String[] fields = {"X-Forwarded-For", "203.0.113.7", "X-Forwarded-Proto", "https"};
        assertThat(seen(Forwarded.byX("10.0.0.0/8"), fields)).isEqualTo("http a 127.0.0.1");
        assertThat(seen(Forwarded.byX(), fields)).isEqualTo("http a 127.0.0.1");
        assertThat(seen(Forwarded.byX(LOCAL).withUnixSockets(), fields))
                .isEqualTo("https a 203.0.113.7");
    }

    @RondoTest
    void theOtherWayOfWritingIsNotBelieved() throws Exception {
        assertThat(seen(Forwarded.byX(LOCAL), "Forwarded", "for=203.0.113.7;proto=https"))
                .isEqualTo("http a 127.0.0.1");
        assertThat(seen(Forwarded.byStandard(LOCAL), "X-Forwarded-For", "203.0.113.7"))
                .isEqualTo("http a 127.0.0.1");
    }

    @RondoTest
    void whatTheClientHasWrittenItselfIsNotReached() throws Exception {
        assertThat(seen(Forwarded.byX(LOCAL), "X-Forwarded-For", "127.0.0.1, 6.6.6.6, 203.0.113.7"))
                .isEqualTo("http a 203.0.113.7");
        assertThat(
                        seen(
                                Forwarded.byX(LOCAL),
                                "X-Forwarded-For",
                                "6.6.6.6",
                                "X-Forwarded-For",
                                "203.0.113.7, 127.0.0.9"))
                .isEqualTo("http a 203.0.113.7");
        assertThat(
                        seen(
                                Forwarded.byStandard(LOCAL),
                                "Forwarded",
                                "for=6.6.6.6;proto=https;host=evil.example, for=203.0.113.7"))
                .isEqualTo("http a 203.0.113.7");
    }

    @RondoTest
    void aChainOfTrustedProxiesIsFollowedToItsOutermost() throws Exception {
        assertThat(
                        seen(
                                Forwarded.byStandard("127.0.0.0/8", "10.0.0.0/8"),
                                "Forwarded",
                                "for=6.6.6.6;host=evil, for=203.0.113.7;proto=https;host=shop.example",
                                "Forwarded",
                                "for=10.1.2.3;proto=http"))
                .isEqualTo("https shop.example 203.0.113.7");
        assertThat(seen(Forwarded.byX("127.0.0.1", "10.0.0.0/8"), "X-Forwarded-For", "10.9.9.9"))
                .isEqualTo("http a 10.9.9.9");
    }

    @RondoTest
    void whoIsHiddenEndsTheChain() throws Exception {
        for (String hidden : List.of("unknown", "_secret", "", "host.example", "1.2.3.4:x")) {
            assertThat(seen(Forwarded.byX(LOCAL), "X-Forwarded-For", "6.6.6.6, " + hidden))
                    .as(hidden)
                    .isEqualTo("http a 127.0.0.1");
        }
        assertThat(seen(Forwarded.byStandard(LOCAL), "Forwarded", "for=6.6.6.6, for=\"1.2.3.4"))
                .isEqualTo("http a 127.0.0.1");
    }

    @RondoTest
    void aProxyThatWritesNonsenseIsRefused() throws Exception {
        assertThat(seen(Forwarded.byX(LOCAL), "X-Forwarded-Proto", "gopher")).isEqualTo("400");
        assertThat(seen(Forwarded.byX(LOCAL), "X-Forwarded-Host", "evil/x?")).isEqualTo("400");
    }

    @RondoTest
    void theAccessLogHasTheClient() throws Exception {
        App app = new App();
        app.use(Forwarded.byX(LOCAL));
        app.get("/", _ -> Response.text("x"));
        List<String> lines = new ArrayList<>();
        LogFormat format = LogFormat.parse("%a %s");
        new Asking(app, network)
                .with(answered -> lines.add(format.line(answered)))
                .talk((_, client) -> {
                    client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n");
                    client.answer();
                });
        assertThat(lines).containsExactly("203.0.113.7 200");
    }

    @RondoTest
    void rangesAreAddressesWithBits() {
        AddressRange range = AddressRange.parse("10.16.0.0/12");
        assertThat(range.contains(AddressRange.parse("10.31.255.255").address())).isTrue();
        assertThat(range.contains(AddressRange.parse("10.32.0.0").address())).isFalse();
        assertThat(AddressRange.parse("0.0.0.0/0").contains(range.address())).isTrue();
        assertThat(range.contains(AddressRange.parse("::1").address())).isFalse();
        for (String bad : List.of("proxy.example", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "")) {
            assertThatThrownBy(() -> AddressRange.parse(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
