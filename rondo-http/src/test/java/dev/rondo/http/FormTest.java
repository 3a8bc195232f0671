package dev.rondo.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormTest {
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''|''",
                "a=1|a=1",
                "a=1&b=2&a=3|a=1&b=2&a=3",
                "&&a=1&&|a=1",
                "a|a=",
                "a=|a=",
                "=a|=a",
                "=|=",
                "a=b=c|a=b%3Dc",
                "a+b=c%20d|a+b=c+d",
                "a%26=%3D%2B|a%26=%3D%2B",
                "%C3%A4=ö|%C3%A4=%C3%B6",
                "a;b=1|a%3Bb=1",
                "*-._~=x|*-._%7E=x",
            })
    void formsAreReadAndWritten(String text, String written) {
        Form form = Form.parse(text);
        assertThat(form.format()).isEqualTo(written);
        assertThat(Form.parse(written)).isEqualTo(form);
        assertThat(Form.parse(text.getBytes(StandardCharsets.UTF_8), FormLimits.standard()))
                .isEqualTo(form);
    }

    @Test
    void fieldsAreFound() {
        Form form = Form.parse("a=1&b=x&a=-3&c=9223372036854775807");
        assertThat(form.size()).isEqualTo(4);
        assertThat(form.names()).containsExactly("a", "b", "c");
        assertThat(form.first("a")).contains("1");
        assertThat(form.all("a")).containsExactly("1", "-3");
        assertThat(form.all("z")).isEmpty();
        assertThat(form.first("z")).isEmpty();
        assertThat(form.getInt("a")).isEqualTo(1);
        assertThat(form.getLong("c")).isEqualTo(Long.MAX_VALUE);
        assertThat(form.fields().get(2)).isEqualTo(new Form.Field("a", "-3"));
    }

    @Test
    void missingAndWrongFieldsAreNamed() {
        Form form = Form.of("a", "x\n", "c", "2147483648");
        assertThatThrownBy(() -> form.get("b"))
                .isInstanceOf(MalformedException.class)
                .hasMessage("No field \"b\" was given");
        assertThatThrownBy(() -> form.getInt("a"))
                .isInstanceOf(MalformedException.class)
                .hasMessage("The field \"a\" is no whole number within the range: \"x\\u000a\"");
        assertThatThrownBy(() -> form.getInt("c")).isInstanceOf(MalformedException.class);
        for (String bad :
                new String[] {"", "-", "+1", "\u0661", "1 ", "0x1", "9223372036854775808"}) {
            assertThatThrownBy(() -> Form.of("a", bad).getLong("a"))
                    .isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> Form.of("a")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void badEncodingIsRefusedInFormsAndStaysInQueries() {
        for (String bad : new String[] {"a=%", "a=%zz", "%FF=1", "a=%C3"}) {
            assertThatThrownBy(() -> Form.parse(bad)).isInstanceOf(MalformedException.class);
        }
        byte[] latin1 = "a=ä".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> Form.parse(latin1, FormLimits.standard()))
                .isInstanceOf(MalformedException.class);
        Form query = Url.parse("http://a/?a=%FF&b=100%&c=+").queryParameters();
        assertThat(query.all("a")).containsExactly("%FF");
        assertThat(query.all("b")).containsExactly("100%");
        assertThat(query.all("c")).containsExactly(" ");
    }

    /** SB-046. */
    @Test
    void fieldsAndBytesAreLimited() {
        String many = "a&".repeat(1_000_000);
        assertThatThrownBy(() -> Form.parse(many))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("FormLimits.maxBytes");
        FormLimits large = FormLimits.standard().withMaxBytes(many.length());
        assertThatThrownBy(() -> Form.parse(many, large))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("1000 of FormLimits.maxFields");
        FormLimits two = FormLimits.standard().withMaxFields(2);
        assertThat(Form.parse("a&&b&", two).size()).isEqualTo(2);
        assertThatThrownBy(() -> Form.parse("a&b&c", two))
                .isInstanceOf(LimitExceededException.class);
        assertThat(Form.parse(many, large.withMaxFields(1_000_000)).size()).isEqualTo(1_000_000);
        assertThatThrownBy(() -> FormLimits.standard().withMaxFields(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesOfOneHashAreFoundInTime() {
        Form.Builder builder = Form.builder();
        for (int i = 0; i < 1 << 15; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 15; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB"); // one hash
            }
            builder.add(name.toString(), "");
        }
        Form form = builder.build();
        for (Form.Field field : form) {
            assertThat(form.contains(field.name())).isTrue();
        }
    }

    @Test
    void changesMakeOthers() {
        Form form = Form.of("a", "1", "b", "2", "a", "3");
        assertThat(form.with("a", "4")).isEqualTo(Form.of("a", "4", "b", "2"));
        assertThat(form.with("c", "4")).isEqualTo(form.plus("c", "4"));
        assertThat(form.without("a")).isEqualTo(Form.of("b", "2"));
        assertThat(form.without("z")).isEqualTo(form);
        assertThat(form.toBuilder().add("d", "").build().size()).isEqualTo(4);
        assertThat(form.size()).isEqualTo(3);
        assertThat(Form.empty().isEmpty()).isTrue();
    }

    @Test
    void textHidesValues() {
        Form form = Form.of("user", "ada", "password", "secret", "user", "x");
        assertThat(form).hasToString("<Form user, password>");
        assertThat(form.fields()).hasToString("[user=***, password=***, user=***]");
    }

    @Test
    void anyTextComesBack() {
        Random random = new Random(1);
        for (int i = 0; i < 3000; i++) {
            Form.Builder builder = Form.builder();
            for (int fields = random.nextInt(4); fields > 0; fields--) {
                builder.add("n" + text(random), text(random));
            }
            Form form = builder.build();
            assertThat(Form.parse(form.format())).isEqualTo(form);
            assertThat(Url.parse("http://a/").withQuery(form).queryParameters()).isEqualTo(form);
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(6); length > 0; length--) {
            int point = random.nextInt(random.nextBoolean() ? 128 : 0x11_0000);
            text.appendCodePoint(point >= 0xd800 && point < 0xe000 ? '%' : point);
        }
        return text.toString();
    }
}
