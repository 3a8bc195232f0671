package dev.rondo.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading and changing URLs; references have {@link UrlResolveTest}. */
class UrlTest {
    @Test
    void partsAreSaidOneByOne() {
        Url url = Url.parse("https://ada:p%40ss@Example.com:8443/a/b?x=1&y=%20#part");
        assertThat(url.scheme()).isEqualTo("https");
        assertThat(url.isSecure()).isTrue();
        assertThat(url.host()).isEqualTo("example.com");
        assertThat(url.port()).isEqualTo(8443);
        assertThat(url.hasDefaultPort()).isFalse();
        assertThat(url.authority()).isEqualTo("example.com:8443");
        assertThat(url.path()).isEqualTo("/a/b");
        assertThat(url.query()).contains("x=1&y=%20");
        assertThat(url.queryParameters().get("y")).isEqualTo(" ");
        assertThat(url.fragment()).contains("part");
        assertThat(url.userInfo()).contains("ada:p%40ss");
        assertThat(url.user()).contains("ada");
        assertThat(url.password()).contains("p@ss");
        assertThat(url.target()).isEqualTo("/a/b?x=1&y=%20");
        assertThat(url.absoluteTarget()).isEqualTo("https://example.com:8443/a/b?x=1&y=%20");
        assertThat(url.origin()).isEqualTo("https://example.com:8443");
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = ' ',
            value = {
                "http://a http://a/",
                "HTTP://A.Example/B http://a.example/B",
                "http://a:/ http://a/",
                "http://a:80/ http://a/",
                "http://a:0080/ http://a/",
                "ws://a:80/x ws://a/x",
                "wss://a:443/x wss://a/x",
                "https://a:80/ https://a:80/",
                "http://a:65535/ http://a:65535/",
                "http://a? http://a/?",
                "http://a?b/c http://a/?b/c",
                "http://a#b http://a/#b",
                "http://a/b/../c/./d http://a/c/d",
                "http://a/../../x http://a/x",
                "http://a/b/.. http://a/",
                "http://a/b/. http://a/b/",
                "http://a/b//../c http://a/b/c",
                "http://a/.b/..c/... http://a/.b/..c/...",
                "http://a/ä?ö#ü http://a/%C3%A4?%C3%B6#%C3%BC",
                "http://a/%c3%a4 http://a/%C3%A4",
                "http://a/%41%2f http://a/%41%2F",
                "http://a/100% http://a/100%25",
                "http://a/%zz http://a/%25zz",
                "http://a/%2 http://a/%252",
                "http://a/%25zz http://a/%25zz",
                "http://a/a\\b http://a/a%5Cb",
                "http://a/[x]{y}|^`\"<> http://a/%5Bx%5D%7By%7D%7C%5E%60%22%3C%3E",
                "http://a/?q=[x]\"' http://a/?q=%5Bx%5D%22'",
                "http://a/\uD83D\uDE00 http://a/%F0%9F%98%80",
                "http://a/\uD83Dx http://a/%EF%BF%BDx",
                "http://a.b./ http://a.b./",
                "http://a_b/ http://a_b/",
                "http://xn--bcher-kva.example/ http://xn--bcher-kva.example/",
                "http://1.2.3.4/ http://1.2.3.4/",
                "http://[::1]/ http://[::1]/",
                "http://[::1]:8080/ http://[::1]:8080/",
                "http://[0:0:0:0:0:0:0:1]/ http://[::1]/",
                "http://[2001:DB8:0:0:1:0:0:1]/ http://[2001:db8::1:0:0:1]/",
                "http://[2001:db8:0:1:1:1:1:1]/ http://[2001:db8:0:1:1:1:1:1]/",
                "http://[::ffff:127.0.0.1]/ http://[::ffff:7f00:1]/",
                "http://[1::]/ http://[1::]/",
                "http://[::]/ http://[::]/",
                "http://u@h/ http://h/",
                "http://u:p@h/ http://h/",
                "http://u:p@x@h/ http://h/",
            })
    void textHasOneForm(String text, String form) {
        Url url = Url.parse(text);
        assertThat(url).hasToString(form);
        assertThat(Url.parse(url.full())).isEqualTo(url);
        assertThat(Url.parse(form)).hasToString(form);
    }

    @Test
    void spacesInPathAndQueryAreEncoded() {
        assertThat(Url.parse("http://a/b c?d e#f g").target()).isEqualTo("/b%20c?d%20e");
    }

    /** CB-042 and its like. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "/a",
                "//a/",
                "http:",
                "http:/a",
                "http:a",
                "http://",
                "http:///a",
                "http://?a",
                "http://:80/",
                "http://u@/",
                "ftp://a/",
                "file:///etc/passwd",
                "javascript:alert(1)",
                " http://a/",
                "http://a/ ",
                "http://a/\u00a0x\u2003",
                "http://a\r\nX: 1/",
                "http://a/\r\nX: 1",
                "http://a/?\n",
                "http://a/#\0",
                "http://a/\t",
                "http://a/\u007f",
                "http://a b/",
                "http://a%20b/",
                "http://a<b/",
                "http://a,b/",
                "http://a\\@b/",
                "http://a\\b/",
                "http://u\\@b/",
                "http://[::1",
                "http://[::1/",
                "http://[::1]x/",
                "http://[::1]x:80/",
                "http://x[::1]/",
                "http://::1/",
                "http://[]/",
                "http://[1]/",
                "http://[:1]/",
                "http://[1:]/",
                "http://[1::2::3]/",
                "http://[1:2:3:4:5:6:7:8:9]/",
                "http://[1:2:3:4:5:6:7::8]/",
                "http://[12345::]/",
                "http://[g::]/",
                "http://[::1.2.3]/",
                "http://[::1.2.3.400]/",
                "http://[::1.2.3.4:5]/",
                "http://[fe80::1%25eth0]/",
                "http://[v1.a]/",
                "http://a:99999/",
                "http://a:65536/",
                "http://a:-1/",
                "http://a:+80/",
                "http://a:8 0/",
                "http://a:80a/",
                "http://a:80:80/",
                "http://a:٨٠/",
                "http://a..b/",
                "http://.a/",
                "http://./",
                "http://127.1/",
                "http://127.0.0.01/",
                "http://256.1.1.1/",
                "http://2130706433/",
                "http://0x7f000001/",
                "http://1.2.3.4.5/",
                "http://a.0x7f/",
                "http://evil.c\u2100.example/", // a/c by compatibility
                "http://a\u2024\uff0fb/",
                "http://aa\ud800/",
            })
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> Url.parse(text)).isInstanceOf(MalformedException.class);
        assertThat(Url.tryParse(text)).isEmpty();
    }

    @Test
    void longHostsAreRefused() {
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, "a".repeat(61));
        assertThat(Url.parse("http://" + longest + "/").host()).isEqualTo(longest);
        assertThat(Url.tryParse("http://" + longest + "a/")).isEmpty();
        assertThat(Url.tryParse("http://" + label + "a/")).isEmpty();
    }

    /** CB-044. */
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = ' ',
            value = {
                "BÜCHER.example xn--bcher-kva.example",
                "bücher。example xn--bcher-kva.example",
                "faß.de fass.de",
                "例え.テスト xn--r8jz45g.xn--zckzah",
                "ＡＢ.example ab.example",
            })
    void internationalHostsBecomeAscii(String host, String ascii) {
        assertThat(Url.parse("http://" + host + "/").host()).isEqualTo(ascii);
        assertThat(Url.of("http", host).authority()).isEqualTo(ascii);
    }

    @Test
    void messagesHideUserInfo() {
        assertThatThrownBy(() -> Url.parse("ftp://ada:secret@a/"))
                .hasMessageContaining("ftp://***@a/");
        assertThatThrownBy(() -> Url.parse("http://ada:sec@ret@a b/"))
                .hasMessageNotContaining("sec")
                .hasMessageNotContaining("ret");
        assertThatThrownBy(() -> Url.parse("http://a\r\nX: 1/"))
                .hasMessage("The URL has U+000D at 8: \"http://a\\u000d\\u000aX: 1/\"");
    }

    @Test
    void textsWithoutSecrets() {
        Url url = Url.parse("http://ada:secret@a/b?token=t1&x=2&token=t3#f");
        assertThat(url).hasToString("http://a/b?token=t1&x=2&token=t3#f");
        assertThat(url.redacted()).isEqualTo("http://a/b?token=***&x=***&token=***");
        assertThat(url.full()).isEqualTo("http://ada:secret@a/b?token=t1&x=2&token=t3#f");
        assertThat(url.withoutUserInfo().full()).isEqualTo(url.toString());
    }

    /** CB-014. */
    @Test
    void originsAreSchemeHostAndPort() {
        Url url = Url.parse("https://a/x");
        assertThat(url.isSameOrigin(Url.parse("https://u@A:443/y?z"))).isTrue();
        assertThat(url.isSameOrigin(Url.parse("http://a:443/"))).isFalse();
        assertThat(url.isSameOrigin(Url.parse("https://a:444/"))).isFalse();
        assertThat(url.isSameOrigin(Url.parse("https://b/"))).isFalse();
    }

    @Test
    void urlsAreMadeOfParts() {
        assertThat(Url.of("https", "Example.com")).hasToString("https://example.com/");
        assertThat(Url.of("HTTP", "a", 8080)).hasToString("http://a:8080/");
        assertThat(Url.of("http", "::1", 80)).hasToString("http://[::1]/");
        assertThat(Url.of("http", "[::1]", 81)).hasToString("http://[::1]:81/");
        for (String host : new String[] {"a/b", "a?b", "a#b", "u@a", "a:80", "", "a b"}) {
            assertThatThrownBy(() -> Url.of("http", host)).isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> Url.of("http", "a", 65_536))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Url.of("http", "a", -1)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Url.of("http://x/", "a")).isInstanceOf(MalformedException.class);
    }

    @Test
    void partsAreReplaced() {
        Url url = Url.parse("http://u:p@a/b?c=1#d");
        assertThat(url.withPath("x/../y?z#w").full()).isEqualTo("http://u:p@a/y%3Fz%23w");
        assertThat(url.withPath("/ä%20 ")).hasToString("http://a/%C3%A4%20%20");
        assertThat(url.withQuery("c", "ü&=+").target()).isEqualTo("/b?c=%C3%BC%26%3D%2B");
        assertThat(url.withQuery("e", " ").target()).isEqualTo("/b?c=1&e=+");
        assertThat(url.withQuery(Form.empty()).target()).isEqualTo("/b");
        assertThat(url.withoutQuery()).hasToString("http://a/b#d");
        assertThat(url.withoutFragment()).hasToString("http://a/b?c=1");
        assertThat(url.withFragment("ä b")).hasToString("http://a/b?c=1#%C3%A4%20b");
        assertThat(url.withScheme("https")).hasToString("https://a/b?c=1#d");
        assertThat(Url.parse("ws://a:81/").withScheme("http")).hasToString("http://a:81/");
        assertThat(Url.parse("http://a/").withUserInfo("a:b", "c@/").full())
                .isEqualTo("http://a%3Ab:c%40%2F@a/");
        assertThat(Url.parse("http://a/").withUserInfo("a:b", "c@/").user()).contains("a:b");
        assertThat(Url.parse("http://u@a/").password()).isEmpty();
        for (String bad : new String[] {"\r\n", "a\0", "\u007f"}) {
            assertThatThrownBy(() -> url.withPath(bad)).isInstanceOf(MalformedException.class);
            assertThatThrownBy(() -> url.withFragment(bad)).isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> url.withScheme("ftp")).isInstanceOf(MalformedException.class);
    }

    @Test
    void addedParametersLeaveTheOthersAsWritten() {
        Url url = Url.parse("http://a/?x=%41+&y");
        assertThat(url.plusQuery("a b", "c&d").target()).isEqualTo("/?x=%41+&y&a%20b=c%26d");
        assertThat(Url.parse("http://a/").plusQuery("a", "").target()).isEqualTo("/?a=");
        assertThat(Url.parse("http://a/?").plusQuery("a", "1").target()).isEqualTo("/?a=1");
    }

    @Test
    void addressesAreKnown() {
        assertThat(Url.parse("http://1.2.3.4/").isAddress()).isTrue();
        assertThat(Url.parse("http://[::1]/").isAddress()).isTrue();
        assertThat(Url.parse("http://a1.2.3.example/").isAddress()).isFalse();
        assertThat(Url.parse("http://[::1]/").host()).isEqualTo("::1");
    }

    @Test
    void segmentsAndParametersAreEncoded() {
        assertThat(Url.encodeSegment("a/b?c#d%e f;g=ä"))
                .isEqualTo("a%2Fb%3Fc%23d%25e%20f;g=%C3%A4");
        assertThat(Url.encodeQuery("a/b?c&d=e+f g")).isEqualTo("a%2Fb%3Fc%26d%3De%2Bf%20g");
        assertThat(Url.decode("a%2Fb+%C3%A4%20")).isEqualTo("a/b+ä ");
        assertThat(Url.decode("")).isEmpty();
    }

    @ParameterizedTest(name = "{0} stays {1}")
    @CsvSource({
        "%, %",
        "a%4, a%4",
        "%zz%41, %zzA",
        "%FF, %FF",
        "%c3%28, %c3(",
        "%C3%A4%ff%E2%82%AC, ä%ff€",
        "%C0%80, %C0%80",
        "%ED%A0%80, %ED%A0%80",
        "%F0%9F%98, %F0%9F%98",
        "%+1, %+1",
        "%٤١, %٤١"
    })
    void badSequencesAreRefusedOrStay(String bad, String kept) {
        assertThatThrownBy(() -> Url.decode(bad)).isInstanceOf(MalformedException.class);
        assertThat(Url.decodeLeniently(bad)).isEqualTo(kept);
    }

    @Test
    void longTextIsDecodedInLinearTime() {
        String many = "%ff%41x".repeat(200_000);
        assertThat(Url.decodeLeniently(many)).hasSize(5 * 200_000);
        assertThat(Url.decode("%C3%A4".repeat(200_000))).hasSize(200_000);
        assertThat(Url.parse("http://a" + "/..".repeat(200_000)).path()).isEqualTo("/");
        assertThat(Url.parse("http://a" + "/b/..".repeat(100_000)).path()).isEqualTo("/");
    }
}
