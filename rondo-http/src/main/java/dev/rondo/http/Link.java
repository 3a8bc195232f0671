package dev.rondo.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A link of a {@code Link} field (RFC 8288), such as the next page of a list.
 *
 * @param url where it leads, resolved against the page
 * @param relations what it is to the page, in lower case: {@code next}, {@code last}
 * @param parameters the others by name in lower case: {@code title}, {@code type}, and {@code rel}
 */
public record Link(Url url, List<String> relations, Map<String, String> parameters) {
    private static final int MOST =
            1000; // a field has 8 KiB, so this is never met by an honest one

    /** Copies the lists. */
    public Link {
        relations = List.copyOf(relations);
        parameters = Map.copyOf(parameters);
    }

    /**
     * Returns the links of all {@code Link} fields, in order. One that is malformed is left out, as
     * the RFC has it (appendix B.3).
     */
    public static List<Link> parse(Headers headers, Url page) {
        List<Link> links = new ArrayList<>();
        for (String text : split(headers.joined("Link").orElse(""))) {
            try {
                ParameterReader reader = new ParameterReader(text);
                if (reader.skips('<')) {
                    String target = reader.until('>');
                    if (reader.skips('>')) {
                        links.add(of(page.resolve(target.strip()), reader.parameters()));
                    }
                }
            } catch (MalformedException e) {
                // It is left out.
            }
        }
        return links;
    }

    private static Link of(Url url, Map<String, String> parameters) {
        List<String> relations = new ArrayList<>();
        for (String relation : parameters.getOrDefault("rel", "").split("\\s+")) {
            if (!relation.isEmpty()) {
                relations.add(relation.toLowerCase(Locale.ROOT));
            }
        }
        return new Link(url, relations, parameters);
    }

    /** Splits at commas outside of quoted strings and of {@code <>}. */
    private static List<String> split(String field) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        boolean target = false;
        int start = 0;
        for (int i = 0; i <= field.length() && parts.size() < MOST; i++) {
            char c = i == field.length() ? ',' : field.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"' && !target) {
                quoted = !quoted;
            } else if ((c == '<' || c == '>') && !quoted) {
                target = c == '<';
            } else if (c == ',' && ((!quoted && !target) || i == field.length())) {
                parts.add(field.substring(start, Math.min(i, field.length())));
                start = i + 1;
            }
        }
        return parts;
    }
}
