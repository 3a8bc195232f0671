package dev.rondo.http;

import java.util.ArrayList;
import java.util.List;

/**
 * A cookie as a request carries it (RFC 6265bis, section 4.2).
 *
 * <p>The value is what was sent, undecoded; quotes around it are a part of it. What programs write
 * there is theirs: {@link #unquoted} takes off the quotes that Python's and old Java servers put
 * on.
 *
 * {@snippet :
 * Cookie.parse("sid=31d4; lang=\"en\""); // [sid=***, lang=***]
 * }
 *
 * @param name may have anything but control characters, {@code =} and {@code ;}
 * @param value may have anything but control characters and {@code ;}, of Latin-1
 */
public record Cookie(String name, String value) {
    /**
     * Creates a cookie.
     *
     * @throws MalformedException if it cannot be sent
     */
    public Cookie {
        CookieSyntax.checkLeniently(name, value);
    }

    /**
     * Returns the cookies of a {@code Cookie} field in their order. What is none (no {@code =}, no
     * name, a control character) is left out: one bad cookie does not hide the others. It takes
     * time in proportion to the text.
     */
    public static List<Cookie> parse(String field) {
        List<Cookie> cookies = new ArrayList<>();
        int end;
        for (int start = 0; start < field.length(); start = end + 1) {
            int semicolon = field.indexOf(';', start);
            end = semicolon < 0 ? field.length() : semicolon;
            int equals = field.indexOf('=', start, end);
            if (equals > start) {
                String name = CookieSyntax.trimmed(field, start, equals);
                String value = CookieSyntax.trimmed(field, equals + 1, end);
                if (!name.isEmpty() && CookieSyntax.isSendable(name + value)) {
                    cookies.add(new Cookie(name, value));
                }
            }
        }
        return cookies;
    }

    /** Returns the cookies of all {@code Cookie} fields: HTTP/2 may split them. */
    public static List<Cookie> parse(Headers headers) {
        List<Cookie> cookies = new ArrayList<>();
        for (String field : headers.all("Cookie")) {
            cookies.addAll(parse(field));
        }
        return cookies;
    }

    /** Returns cookies as the value of one {@code Cookie} field. */
    public static String format(List<Cookie> cookies) {
        StringBuilder text = new StringBuilder();
        for (Cookie cookie : cookies) {
            text.append(text.isEmpty() ? "" : "; ");
            text.append(cookie.name).append(cookie.name.isEmpty() ? "" : "=").append(cookie.value);
        }
        return text.toString();
    }

    /** Returns the value without quotes around it; {@code \x} in them is {@code x}. */
    public String unquoted() {
        if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
            return value;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < value.length() - 1; i++) {
            boolean escaped = value.charAt(i) == '\\' && i + 1 < value.length() - 1;
            text.append(value.charAt(escaped ? ++i : i));
        }
        return text.toString();
    }

    /** Returns the name alone: the value may be secret. */
    @Override
    public String toString() {
        return name + "=***";
    }
}
