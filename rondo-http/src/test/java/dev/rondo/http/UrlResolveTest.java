package dev.rondo.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlResolveTest {
    /** RFC 3986, sections 5.4.1 and 5.4.2. */
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "g, http://a/b/c/g",
        "./g, http://a/b/c/g",
        "g/, http://a/b/c/g/",
        "/g, http://a/g",
        "//g, http://g/",
        "?y, http://a/b/c/d;p?y",
        "g?y, http://a/b/c/g?y",
        "#s, http://a/b/c/d;p?q#s",
        "g#s, http://a/b/c/g#s",
        "g?y#s, http://a/b/c/g?y#s",
        ";x, http://a/b/c/;x",
        "g;x, http://a/b/c/g;x",
        "g;x?y#s, http://a/b/c/g;x?y#s",
        "'', http://a/b/c/d;p?q",
        "., http://a/b/c/",
        "./, http://a/b/c/",
        ".., http://a/b/",
        "../, http://a/b/",
        "../g, http://a/b/g",
        "../.., http://a/",
        "../../, http://a/",
        "../../g, http://a/g",
        "../../../g, http://a/g",
        "../../../../g, http://a/g",
        "/./g, http://a/g",
        "/../g, http://a/g",
        "g., http://a/b/c/g.",
        ".g, http://a/b/c/.g",
        "g.., http://a/b/c/g..",
        "..g, http://a/b/c/..g",
        "./../g, http://a/b/g",
        "./g/., http://a/b/c/g/",
        "g/./h, http://a/b/c/g/h",
        "g/../h, http://a/b/c/h",
        "g;x=1/./y, http://a/b/c/g;x=1/y",
        "g;x=1/../y, http://a/b/c/y",
        "g?y/./x, http://a/b/c/g?y/./x",
        "g?y/../x, http://a/b/c/g?y/../x",
        "g#s/./x, http://a/b/c/g#s/./x",
        "g#s/../x, http://a/b/c/g#s/../x",
        "https://b/x, https://b/x",
        "//b:81/x?y, http://b:81/x?y",
        "1:80, http://a/b/c/1:80",
    })
    void referencesAreResolved(String reference, String result) {
        assertThat(Url.parse("http://a/b/c/d;p?q").resolve(reference)).hasToString(result);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "g:h",
                "http:g",
                "mailto:a@b",
                "a\r\nb",
                "//a b/",
                "//[::1",
                "//a:99999/",
                "///x",
                " x"
            })
    void othersAreRefused(String reference) {
        assertThatThrownBy(() -> Url.parse("http://a/b/c/d;p?q").resolve(reference))
                .isInstanceOf(MalformedException.class);
    }

    /** CB-024; that a redirect inherits the fragment is the client's. */
    @Test
    void locationsAreReferences() {
        Url url = Url.parse("https://a/b/c?d#e");
        assertThat(url.resolve("//b/x")).hasToString("https://b/x");
        assertThat(url.resolve("?q")).hasToString("https://a/b/c?q");
        assertThat(url.resolve("#f")).hasToString("https://a/b/c?d#f");
        assertThat(url.resolve("/ä b")).hasToString("https://a/%C3%A4%20b");
        assertThat(url.resolve("http://x/").scheme()).isEqualTo("http");
    }

    @Test
    void userInfoStaysWithItsHost() {
        Url url = Url.parse("http://u:p@a/b");
        assertThat(url.resolve("/x").userInfo()).contains("u:p");
        assertThat(url.resolve("//a/x").userInfo()).isEmpty();
        assertThat(url.resolve("//b/x").userInfo()).isEmpty();
        assertThat(url.resolve("http://a/x").userInfo()).isEmpty();
        assertThat(url.resolve("//v:w@b/x").userInfo()).contains("v:w");
    }
}
