package dev.rondo.http.client;

import dev.rondo.http.Cookie;
import dev.rondo.http.MalformedException;
import dev.rondo.http.Url;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The lines of Netscape's cookie file, which curl reads and writes too. */
final class CookieFile {
    private static final String HEADER = "# Netscape HTTP Cookie File";
    private static final String HTTP_ONLY = "#HttpOnly_";
    private static final int FIELDS = 7;
    private static final long LAST = 253_402_300_799L; // s, of the year 9999

    private CookieFile() {}

    static List<String> save(List<StoredCookie> cookies) {
        List<String> lines = new ArrayList<>();
        lines.add(HEADER);
        for (StoredCookie cookie : cookies) {
            if (cookie.name().indexOf('\t') < 0 && cookie.path().indexOf('\t') < 0) {
                lines.add(line(cookie));
            }
        }
        return lines;
    }

    private static String line(StoredCookie cookie) {
        return (cookie.httpOnly() ? HTTP_ONLY : "")
                + String.join(
                        "\t",
                        (cookie.hostOnly() ? "" : ".") + cookie.domain(),
                        said(!cookie.hostOnly()),
                        cookie.path(),
                        said(cookie.secure()),
                        // 0 is "with the program"; a cookie of 1970 has expired long ago
                        Long.toString(cookie.expires().map(Instant::getEpochSecond).orElse(0L)),
                        cookie.name(),
                        cookie.value());
    }

    private static String said(boolean value) {
        return value ? "TRUE" : "FALSE";
    }

    /** Returns the cookie of a line; nothing if it is empty or a comment. */
    static Optional<StoredCookie> parse(String line, int number) {
        boolean httpOnly = line.startsWith(HTTP_ONLY);
        if (line.isBlank() || (line.startsWith("#") && !httpOnly)) {
            return Optional.empty();
        }
        String bare = httpOnly ? line.substring(HTTP_ONLY.length()) : line;
        String[] fields = bare.split("\t", FIELDS);
        if (fields.length != FIELDS) {
            throw new MalformedException(
                    "Line " + number + " of a cookie file has " + fields.length + " fields, not 7");
        }
        try {
            String domain = fields[0].startsWith(".") ? fields[0].substring(1) : fields[0];
            Cookie cookie = new Cookie(fields[5], fields[6]);
            long seconds = Math.clamp(Long.parseLong(fields[4]), 0, LAST);
            return Optional.of(
                    new StoredCookie(
                            cookie.name(),
                            cookie.value(),
                            Url.of("http", domain).host(),
                            !isTrue(fields[1]),
                            fields[2],
                            seconds == 0
                                    ? Optional.empty()
                                    : Optional.of(Instant.ofEpochSecond(seconds)),
                            isTrue(fields[3]),
                            httpOnly,
                            Optional.empty(),
                            false));
        } catch (IllegalArgumentException e) {
            throw new MalformedException(
                    "Line " + number + " of a cookie file is no cookie: " + e.getMessage());
        }
    }

    private static boolean isTrue(String field) {
        return field.equalsIgnoreCase("TRUE");
    }
}
