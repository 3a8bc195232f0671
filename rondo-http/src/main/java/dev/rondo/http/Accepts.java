package dev.rondo.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a client accepts, with how much it likes it: the fields {@code Accept}, {@code
 * Accept-Encoding} and {@code Accept-Language} (RFC 9110, section 12.5). Immutable.
 *
 * <p>Elements that cannot be read are left out, and of very many the first count. A field that is
 * not there accepts everything, an encoding but {@code identity} only where it is named.
 *
 * {@snippet :
 * Accepts.encodings(headers).best(List.of("zstd", "gzip", "identity"));
 * Accepts.types(headers).best(List.of("text/html", "application/json"));
 * }
 */
public final class Accepts {
    /** The quality of what is liked most. */
    public static final int FULL = 1000;

    private static final int LEAST = 1; // of what is not named, but not refused
    private static final int MOST = 64; // elements that are looked at
    private static final int MOST_TAG = 3; // nearness of a language: above that of "below"

    private enum Kind {
        TYPE,
        ENCODING,
        LANGUAGE
    }

    private record Element(String range, MediaType type, int quality) {}

    private final Kind kind;
    private final boolean isThere;
    private final List<Element> elements;

    private Accepts(Kind kind, Headers headers, String name) {
        this.kind = kind;
        Optional<String> field = headers.joined(name);
        this.isThere = field.isPresent();
        this.elements = parse(field.orElse(""));
    }

    /** Returns the media types that a request accepts. */
    public static Accepts types(Headers headers) {
        return new Accepts(Kind.TYPE, headers, "Accept");
    }

    /** Returns the codings that a request accepts for the answer's body. */
    public static Accepts encodings(Headers headers) {
        return new Accepts(Kind.ENCODING, headers, "Accept-Encoding");
    }

    /** Returns the languages that a request accepts. */
    public static Accepts languages(Headers headers) {
        return new Accepts(Kind.LANGUAGE, headers, "Accept-Language");
    }

    private List<Element> parse(String field) {
        List<Element> parsed = new ArrayList<>();
        for (String element : ParameterReader.elements(field, MOST)) {
            try {
                parsed.add(parseElement(new ParameterReader(element)));
            } catch (MalformedException e) {
                continue; // as if it were not there
            }
        }
        return parsed;
    }

    private Element parseElement(ParameterReader reader) {
        String range = reader.token().toLowerCase(Locale.ROOT);
        MediaType type = MediaType.ANY;
        if (kind == Kind.TYPE) {
            if (!reader.skips('/')) {
                throw reader.malformed("no media type");
            }
            type = MediaType.of(range, reader.token());
        }
        if (range.isEmpty()) {
            throw reader.malformed("nothing is named");
        }
        int quality = FULL;
        for (var parameter : reader.parameters().entrySet()) {
            if (parameter.getKey().equals("q")) {
                quality = quality(parameter.getValue(), reader);
                break; // what follows is an extension that nobody used
            }
            type = kind == Kind.TYPE ? type.with(parameter.getKey(), parameter.getValue()) : type;
        }
        return new Element(range, type, quality);
    }

    /** {@code 0.999} or {@code 1.000} with at most three decimals (RFC 9110, section 12.4.2). */
    private static int quality(String text, ParameterReader reader) {
        boolean one = text.startsWith("1");
        if (!(one || text.startsWith("0")) || text.length() > 5) {
            throw reader.malformed("no quality");
        }
        if (text.length() > 1 && text.charAt(1) != '.') {
            throw reader.malformed("no quality");
        }
        int thousandths = 0;
        for (int i = 2; i < 5; i++) {
            char c = i < text.length() ? text.charAt(i) : '0';
            if (c < '0' || c > '9') {
                throw reader.malformed("no quality");
            }
            thousandths = 10 * thousandths + c - '0';
        }
        if (one && thousandths > 0) {
            throw reader.malformed("a quality of more than 1");
        }
        return one ? FULL : thousandths;
    }

    // ---- Asking

    /**
     * Returns how much something is liked: 0 (refused) to 1000.
     *
     * @param offered a media type, a coding, or the tag of a language
     */
    public int quality(String offered) {
        if (!isThere) {
            return kind == Kind.ENCODING && !isIdentity(offered) ? 0 : FULL;
        }
        MediaType type = kind == Kind.TYPE ? MediaType.parse(offered) : MediaType.ANY;
        String lower = offered.toLowerCase(Locale.ROOT);
        int best = 0;
        int quality = kind == Kind.ENCODING && isIdentity(offered) ? LEAST : 0;
        for (Element element : elements) {
            int nearness = nearness(element, lower, type);
            if (nearness > best) {
                best = nearness;
                quality = element.quality;
            }
        }
        return quality;
    }

    private static boolean isIdentity(String coding) {
        return coding.equalsIgnoreCase("identity");
    }

    /** Returns how exactly a range says what is offered; 0 if it does not. */
    private int nearness(Element element, String offered, MediaType type) {
        boolean any = element.range.equals("*");
        return switch (kind) {
            case TYPE -> {
                int parts = element.type.subtype().equals("*") ? 2 : 3;
                yield type.matches(element.type)
                        ? (any ? 1 : parts) + element.type.parameters().size()
                        : 0;
            }
            case ENCODING -> any ? 1 : element.range.equals(offered) ? 2 : 0;
            case LANGUAGE -> {
                if (any) {
                    yield 1;
                }
                boolean above = (offered + "-").startsWith(element.range + "-");
                boolean below = (element.range + "-").startsWith(offered + "-");
                // The longer a range within the offer, the nearer; de-CH is content with de.
                yield above ? MOST_TAG + element.range.length() : below ? 2 : 0;
            }
        };
    }

    /** Returns whether something is not refused. See {@link #quality}. */
    public boolean accepts(String offered) {
        return quality(offered) > 0;
    }

    /**
     * Returns what is liked most; of those that are liked the same, the first. Nothing if all are
     * refused.
     *
     * @param offered media types, codings ({@code identity} too), or tags of languages
     */
    public Optional<String> best(List<String> offered) {
        String best = "";
        int quality = 0;
        for (String candidate : offered) {
            int its = quality(candidate);
            if (its > quality) {
                quality = its;
                best = candidate;
            }
        }
        return quality == 0 ? Optional.empty() : Optional.of(best);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("<Accepts");
        for (Element element : elements) {
            String range = kind == Kind.TYPE ? element.type.toString() : element.range;
            text.append(' ').append(range).append(" (").append(element.quality).append(')');
        }
        return text.append('>').toString();
    }
}
