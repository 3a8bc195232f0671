package dev.rondo.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicSuffixesTest {
    /** Names and their suffixes, of the kinds that publicsuffix.org tests. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "com, com",
        "example.com, com",
        "a.b.example.com, com",
        "localhost, localhost",
        "unlisted, unlisted",
        "a.unlisted, unlisted",
        "co.uk, co.uk",
        "example.co.uk, co.uk",
        "uk, uk",
        "jp, jp",
        "kobe.jp, jp",
        "c.kobe.jp, c.kobe.jp",
        "b.c.kobe.jp, c.kobe.jp",
        "city.kobe.jp, kobe.jp",
        "www.city.kobe.jp, kobe.jp",
        "ck, ck",
        "test.ck, test.ck",
        "b.test.ck, test.ck",
        "www.ck, ck",
        "www.www.ck, ck",
        "github.io, github.io",
        "ada.github.io, github.io",
        "xn--55qx5d.cn, xn--55qx5d.cn",
        "a.xn--55qx5d.cn, xn--55qx5d.cn",
        "xn--85x722f.xn--fiqs8s, xn--fiqs8s",
        "zzzz.zw, zw",
        "0.bg, 0.bg",
    })
    void longestRuleSaysTheSuffix(String name, String suffix) {
        assertThat(PublicSuffixes.list().suffixOf(name)).isEqualTo(suffix);
        assertThat(PublicSuffixes.list().contains(name)).isEqualTo(name.equals(suffix));
        assertThat(PublicSuffixes.list().contains(name + ".")).isEqualTo(name.equals(suffix));
    }

    @Test
    void everyRuleIsFound() throws Exception {
        List<String> rules;
        try (var resource = PublicSuffixes.class.getResourceAsStream("public-suffixes.txt")) {
            String text = new String(resource.readAllBytes(), StandardCharsets.US_ASCII);
            rules = text.lines().filter(line -> !line.startsWith("#")).toList();
        }
        assertThat(rules).hasSizeGreaterThan(9000).isSorted().doesNotHaveDuplicates();
        PublicSuffixes list = PublicSuffixes.list();
        for (String rule : rules) {
            String name = rule.substring(0, rule.length() - 1);
            switch (rule.charAt(rule.length() - 1)) {
                case '*' -> assertThat(list.contains("zzz." + name)).as(rule).isTrue();
                case '!' -> assertThat(list.contains(name)).as(rule).isFalse();
                default -> assertThat(list.contains(rule)).as(rule).isTrue();
            }
            assertThat(list.contains("zzz.zzz." + rule)).as(rule).isFalse();
        }
    }

    /** Small lists of random rules, against a map that is asked plainly. */
    @Test
    void anyListIsSearchedRight() {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            TreeMap<String, Boolean> rules = new TreeMap<>();
            for (int count = random.nextInt(12); count > 0; count--) {
                rules.put(name(random) + List.of("", "", "*", "!").get(random.nextInt(4)), true);
            }
            StringBuilder text = new StringBuilder("# comment\n");
            rules.keySet().forEach(rule -> text.append(rule).append('\n'));
            PublicSuffixes list =
                    new PublicSuffixes(text.toString().getBytes(StandardCharsets.US_ASCII));
            for (int names = 0; names < 20; names++) {
                String name = name(random);
                assertThat(list.suffixOf(name))
                        .as("%s in %s", name, rules)
                        .isEqualTo(plainly(name, rules));
            }
        }
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder();
        for (int labels = 1 + random.nextInt(3); labels > 0; labels--) {
            name.append(name.isEmpty() ? "" : ".").append((char) ('a' + random.nextInt(3)));
            name.append(random.nextBoolean() ? "" : "-");
        }
        return name.toString();
    }

    private static String plainly(String name, TreeMap<String, Boolean> rules) {
        String[] labels = name.split("\\.");
        for (int from = 0; from < labels.length; from++) {
            String suffix = String.join(".", List.of(labels).subList(from, labels.length));
            String parent = String.join(".", List.of(labels).subList(from + 1, labels.length));
            if (rules.containsKey(suffix + "!")) {
                return parent;
            }
            boolean last = from == labels.length - 1;
            if (last || rules.containsKey(suffix) || rules.containsKey(parent + "*")) {
                return suffix;
            }
        }
        throw new AssertionError(name);
    }
}
