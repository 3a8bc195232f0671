package dev.rondo.http;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A media type with its parameters, {@code text/html; charset=utf-8} (RFC 9110, section 8.3.1).
 * Immutable. Type, subtype and names of parameters are in lower case; of a parameter that is there
 * twice the first counts.
 *
 * {@snippet :
 * MediaType type = MediaType.parse("Application/Problem+JSON; charset=\"utf-8\"");
 * type.essence(); // application/problem+json
 * type.isJson(); // true
 * type.charset(); // Optional[UTF-8]
 * }
 */
public final class MediaType {
    /** {@code application/json}. */
    public static final MediaType JSON = of("application", "json");

    /** {@code text/plain; charset=utf-8}. */
    public static final MediaType TEXT = of("text", "plain").with("charset", "utf-8");

    /** {@code text/html; charset=utf-8}. */
    public static final MediaType HTML = of("text", "html").with("charset", "utf-8");

    /** {@code text/css; charset=utf-8}. */
    public static final MediaType CSS = of("text", "css").with("charset", "utf-8");

    /** {@code text/javascript; charset=utf-8} (RFC 9239). */
    public static final MediaType JAVASCRIPT = of("text", "javascript").with("charset", "utf-8");

    /** {@code application/xml}. */
    public static final MediaType XML = of("application", "xml");

    /** {@code application/x-www-form-urlencoded}: see {@link Form}. */
    public static final MediaType FORM = of("application", "x-www-form-urlencoded");

    /** {@code multipart/form-data}, without a boundary. */
    public static final MediaType MULTIPART_FORM = of("multipart", "form-data");

    /** {@code application/octet-stream}: bytes of any kind. */
    public static final MediaType OCTET_STREAM = of("application", "octet-stream");

    /** {@code text/event-stream}: server-sent events, always UTF-8. */
    public static final MediaType EVENT_STREAM = of("text", "event-stream");

    /** {@code *}{@code /*}: any, in {@code Accept}. */
    public static final MediaType ANY = of("*", "*");

    private final String type;
    private final String subtype;
    private final Map<String, String> parameters;

    private MediaType(String type, String subtype, Map<String, String> parameters) {
        this.type = type;
        this.subtype = subtype;
        this.parameters = Collections.unmodifiableMap(parameters);
    }

    /**
     * Returns a type without parameters.
     *
     * @throws MalformedException if one of the two is no token
     */
    public static MediaType of(String type, String subtype) {
        checkToken(type, "type");
        checkToken(subtype, "subtype");
        return new MediaType(
                type.toLowerCase(Locale.ROOT),
                subtype.toLowerCase(Locale.ROOT),
                new LinkedHashMap<>());
    }

    private static void checkToken(String text, String what) {
        if (!FieldSyntax.isToken(text)) {
            throw new MalformedException(
                    "The " + what + " of a media type is no token: " + FieldSyntax.shown(text));
        }
    }

    /**
     * Returns the type that a field's value says.
     *
     * @throws MalformedException if it is none
     */
    public static MediaType parse(String text) {
        ParameterReader reader = new ParameterReader(text);
        String type = reader.token();
        if (!reader.skips('/')) {
            throw new MalformedException("Not a media type: " + FieldSyntax.shown(text));
        }
        MediaType plain = of(type, reader.token());
        Map<String, String> parameters = reader.parameters();
        return parameters.isEmpty() ? plain : new MediaType(plain.type, plain.subtype, parameters);
    }

    /** Returns the type that a field's value says, or nothing if it is none. */
    public static Optional<MediaType> tryParse(String text) {
        try {
            return Optional.of(parse(text));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the type of a message's {@code Content-Type}; nothing if it has none, or a bad one.
     */
    public static Optional<MediaType> of(Headers headers) {
        return headers.first("Content-Type").flatMap(MediaType::tryParse);
    }

    /**
     * Returns the type of a file by its name's ending; {@link #OCTET_STREAM} if that is unknown.
     * The types are IANA's, the endings those of nginx's {@code mime.types}; text is said to be
     * UTF-8.
     */
    public static MediaType ofFile(String name) {
        return FileTypes.of(name);
    }

    /** Returns what stands before the slash, in lower case. */
    public String type() {
        return type;
    }

    /** Returns what stands behind the slash, in lower case. */
    public String subtype() {
        return subtype;
    }

    /** Returns type and subtype, without parameters. */
    public String essence() {
        return type + "/" + subtype;
    }

    /** Returns the parameters in their order, names in lower case. */
    public Map<String, String> parameters() {
        return parameters;
    }

    /** Returns a parameter's value. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Returns the charset; nothing if none is named, or one that this machine does not know. */
    public Optional<Charset> charset() {
        try {
            return parameter("charset").map(Charset::forName);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
    }

    /** Returns the charset to read text by: the one named, or else UTF-8. */
    public Charset charsetOrUtf8() {
        return charset().orElse(StandardCharsets.UTF_8);
    }

    /**
     * Returns this type with a parameter in place of what it had of that name.
     *
     * @throws MalformedException if the name is no token, or the value has control characters
     */
    public MediaType with(String name, String value) {
        checkToken(name, "parameter's name");
        ParameterReader.checkValue(value);
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(name.toLowerCase(Locale.ROOT), value);
        return new MediaType(type, subtype, more);
    }

    /** Returns this type without parameters. */
    public MediaType withoutParameters() {
        return parameters.isEmpty() ? this : of(type, subtype);
    }

    /**
     * Returns whether a range of types has this one in it: {@code text/*} has {@code text/html}.
     * Parameters of the range must be this one's too.
     */
    public boolean matches(MediaType range) {
        boolean sameType = range.type.equals("*") || range.type.equals(type);
        boolean sameSubtype = range.subtype.equals("*") || range.subtype.equals(subtype);
        return sameType && sameSubtype && hasParametersOf(range);
    }

    private boolean hasParametersOf(MediaType range) {
        for (var parameter : range.parameters.entrySet()) {
            if (!parameter.getValue().equalsIgnoreCase(parameters.get(parameter.getKey()))) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether type and subtype are the other's; parameters do not count. */
    public boolean isSame(MediaType other) {
        return type.equals(other.type) && subtype.equals(other.subtype);
    }

    /** Returns whether it is JSON: {@code application/json}, {@code text/json}, {@code +json}. */
    public boolean isJson() {
        return subtype.equals("json") || subtype.endsWith("+json");
    }

    /** Returns whether it is text to read: text, JSON, XML, JavaScript; worth compressing. */
    public boolean isText() {
        return type.equals("text")
                || isJson()
                || subtype.equals("xml")
                || subtype.endsWith("+xml")
                || subtype.equals("javascript")
                || isSame(FORM);
    }

    /** Returns it as a field's value; parameters that are no tokens are quoted. */
    @Override
    public String toString() {
        if (parameters.isEmpty()) {
            return essence();
        }
        StringBuilder text = new StringBuilder(essence());
        parameters.forEach((name, value) -> {
            text.append("; ").append(name).append('=');
            ParameterReader.putValue(text, value);
        });
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MediaType media
                && isSame(media)
                && parameters.equals(media.parameters);
    }

    @Override
    public int hashCode() {
        return 31 * essence().hashCode() + parameters.hashCode();
    }
}
