package dev.rondo.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Reads a {@code Set-Cookie} field as browsers do (RFC 6265bis, section 5.6). */
final class SetCookieParser {
    private static final Instant LAST = Instant.ofEpochSecond(253_402_300_799L); // of the year 9999
    private static final long LONGEST_AGE = 400L * 86_400; // s, RFC 6265bis, section 5.5

    private SetCookieParser() {}

    static Optional<SetCookie> parse(String field) {
        if (!CookieSyntax.isSendable(field)) {
            return Optional.empty();
        }
        int semicolon = field.indexOf(';');
        int end = semicolon < 0 ? field.length() : semicolon;
        int equals = field.indexOf('=');
        boolean named = equals >= 0 && equals < end;
        String name = named ? CookieSyntax.trimmed(field, 0, equals) : "";
        String value = CookieSyntax.trimmed(field, named ? equals + 1 : 0, end);
        boolean empty = name.isEmpty() && value.isEmpty();
        // Without a name, "=a=b" would be sent as "a=b": another cookie.
        boolean disguised = name.isEmpty() && value.indexOf('=') >= 0;
        if (empty || disguised || name.length() + value.length() > CookieSyntax.LONGEST) {
            return Optional.empty();
        }
        return Optional.of(SetCookie.parsed(name, value, attributes(field, end)));
    }

    private static CookieAttributes attributes(String field, int from) {
        CookieAttributes attributes = CookieAttributes.NONE;
        int end;
        for (int start = from + 1; start < field.length(); start = end + 1) {
            int semicolon = field.indexOf(';', start);
            end = semicolon < 0 ? field.length() : semicolon;
            String text = field.substring(start, end);
            int equals = text.indexOf('=');
            int nameEnd = equals < 0 ? text.length() : equals;
            String name = CookieSyntax.trimmed(text, 0, nameEnd).toLowerCase(Locale.ROOT);
            String value =
                    CookieSyntax.trimmed(text, Math.min(nameEnd + 1, text.length()), text.length());
            if (value.length() <= CookieSyntax.LONGEST_ATTRIBUTE) {
                attributes = attribute(attributes, name, value);
            }
        }
        return attributes;
    }

    /** The last one of each counts, unless it is wrong. */
    private static CookieAttributes attribute(CookieAttributes to, String name, String value) {
        return switch (name) {
            case "domain" -> to.withDomain(domain(value));
            case "path" ->
                    to.withPath(value.startsWith("/") ? Optional.of(value) : Optional.empty());
            case "expires" -> {
                Optional<Instant> date = HttpDate.tryParseCookieDate(value);
                yield date.isEmpty() ? to : to.withExpires(date.map(SetCookieParser::writable));
            }
            case "max-age" -> {
                Optional<Duration> age = maxAge(value);
                yield age.isEmpty() ? to : to.withMaxAge(age);
            }
            case "secure" -> to.withSecure(true);
            case "httponly" -> to.withHttpOnly(true);
            case "samesite" -> to.withSameSite(sameSite(value));
            case "partitioned" -> to.withPartitioned(true);
            default -> to;
        };
    }

    private static Instant writable(Instant date) {
        return date.isBefore(Instant.EPOCH) ? Instant.EPOCH : date.isAfter(LAST) ? LAST : date;
    }

    private static Optional<String> domain(String value) {
        String domain =
                (value.startsWith(".") ? value.substring(1) : value).toLowerCase(Locale.ROOT);
        return domain.isEmpty() ? Optional.empty() : Optional.of(domain);
    }

    private static Optional<Duration> maxAge(String value) {
        boolean negative = value.startsWith("-");
        String digits = negative ? value.substring(1) : value;
        if (digits.isEmpty()) {
            return Optional.empty();
        }
        long seconds = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return Optional.empty();
            }
            seconds = Math.min(10 * seconds + c - '0', LONGEST_AGE);
        }
        return Optional.of(negative ? Duration.ZERO : Duration.ofSeconds(seconds));
    }

    private static Optional<SameSite> sameSite(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "strict" -> Optional.of(SameSite.STRICT);
            case "lax" -> Optional.of(SameSite.LAX);
            case "none" -> Optional.of(SameSite.NONE);
            default -> Optional.empty();
        };
    }
}
