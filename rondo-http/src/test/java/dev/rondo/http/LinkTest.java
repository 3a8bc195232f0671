package dev.rondo.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LinkTest {
    private static List<Link> links(String... fields) {
        Headers headers = Headers.of();
        for (String field : fields) {
            headers = headers.plus("Link", field);
        }
        return Link.parse(headers, Url.parse("https://a.example/list?page=2"));
    }

    private static String shown(List<Link> links) {
        StringBuilder text = new StringBuilder();
        links.forEach(
                link -> text.append(link.url()).append(' ').append(link.relations()).append(' '));
        return text.toString().strip();
    }

    @Test
    void pagesOfAListAreLinked() {
        assertThat(shown(links("<?page=3>; rel=\"next\", </list?page=9>;rel=last")))
                .isEqualTo(
                        "https://a.example/list?page=3 [next] https://a.example/list?page=9 [last]");
    }

    @Test
    void aLinkMayHaveSeveralRelationsAndParameters() {
        Link link =
                links("<https://b.example/x,y;z>; REL=\"Start NEXT\"; title=\"a, b; c\"")
                        .getFirst();
        assertThat(link.url().toString()).isEqualTo("https://b.example/x,y;z");
        assertThat(link.relations()).containsExactly("start", "next");
        assertThat(link.parameters()).containsEntry("title", "a, b; c");
    }

    @Test
    void fieldsAddUpAndOneWithoutRelationIsALink() {
        assertThat(shown(links("<a>", "<b>; rel=x")))
                .isEqualTo("https://a.example/a [] https://a.example/b [x]");
    }

    @Test
    void whatIsMalformedIsLeftOut() {
        assertThat(links("")).isEmpty();
        assertThat(links("next, <a")).isEmpty();
        assertThat(links("<a> rel=next")).isEmpty();
        assertThat(links("<a>; rel=\"next")).isEmpty();
        assertThat(links("<http://[bad>; rel=next")).isEmpty();
        assertThat(links("rubbish, <ok>; rel=next")).hasSize(1);
    }
}
