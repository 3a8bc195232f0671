package dev.rondo.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/** Reads dates. Each form is a pattern of the same length as its text; letters stand for parts. */
final class DateReader {
    // D: day of the month; d: that, a space before one digit; b: month; Y, h, m, s; other
    // characters
    // stand for themselves, a # for a letter.
    private static final String IMF_FIXDATE = "###, DD bbb YYYY hh:mm:ss GMT";
    private static final String RFC_850 = ", DD-bbb-YY hh:mm:ss GMT"; // behind the day's name
    private static final String ASCTIME = "### bbb dd hh:mm:ss YYYY";

    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final String SHORT_DAYS = "MonTueWedThuFriSatSun";
    private static final String LONG_DAYS =
            "|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|";

    private int year = -1;
    private int month = -1; // 1 to 12
    private int day = -1;
    private int hour = -1;
    private int minute = -1;
    private int second = -1;

    private DateReader() {}

    // ---- RFC 9110

    static Optional<Instant> httpDate(String text) {
        DateReader reader = new DateReader();
        int comma = text.indexOf(',');
        boolean read;
        if (comma > 3) {
            read =
                    LONG_DAYS.contains("|" + text.substring(0, comma) + "|")
                            && reader.matches(text.substring(comma), RFC_850);
            reader.year += reader.year < 70 ? 2000 : 1900;
        } else {
            read =
                    text.length() > 3
                            && SHORT_DAYS.indexOf(text.substring(0, 3)) % 3 == 0
                            && reader.matches(text, comma < 0 ? ASCTIME : IMF_FIXDATE);
        }
        return read ? reader.instant() : Optional.empty();
    }

    private boolean matches(String text, String pattern) {
        if (text.length() != pattern.length()) {
            return false;
        }
        for (int i = 0; i < pattern.length(); ) {
            char kind = pattern.charAt(i);
            int end = i + 1;
            if ("DdbYhms".indexOf(kind) < 0) {
                if (kind != '#' && kind != text.charAt(i)) {
                    return false;
                }
            } else {
                while (end < pattern.length() && pattern.charAt(end) == kind) {
                    end++;
                }
                if (!reads(kind, text.substring(i, end))) {
                    return false;
                }
            }
            i = end;
        }
        return true;
    }

    private boolean reads(char kind, String part) {
        if (kind == 'b') {
            month = month(part);
            return month > 0 && Character.isUpperCase(part.charAt(0));
        }
        int value = number(kind == 'd' && part.charAt(0) == ' ' ? part.substring(1) : part);
        switch (kind) {
            case 'Y' -> year = value;
            case 'h' -> hour = value;
            case 'm' -> minute = value;
            case 's' -> second = value;
            default -> day = value;
        }
        return value >= 0;
    }

    private static int number(String digits) {
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = 10 * value + c - '0';
        }
        return value;
    }

    /** Returns 1 to 12, or 0 if the first three letters are no month's. */
    private static int month(String name) {
        if (name.length() < 3) {
            return 0;
        }
        int at = MONTHS.indexOf(name.substring(0, 3).toLowerCase(Locale.ROOT));
        return at < 0 || at % 3 != 0 ? 0 : at / 3 + 1;
    }

    private Optional<Instant> instant() {
        try {
            int shown = Math.min(second, 59); // a leap second is the last one of its minute
            return second > 60
                    ? Optional.empty()
                    : Optional.of(
                            LocalDateTime.of(year, month, day, hour, minute, shown)
                                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    // ---- RFC 6265, section 5.1.1: tokens in any order, the first of each kind counts

    static Optional<Instant> cookieDate(String text) {
        DateReader reader = new DateReader();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || isDelimiter(text.charAt(i))) {
                if (i > start) {
                    reader.cookieToken(text.substring(start, i));
                }
                start = i + 1;
            }
        }
        if (reader.year >= 70 && reader.year <= 99) {
            reader.year += 1900;
        } else if (reader.year >= 0 && reader.year <= 69) {
            reader.year += 2000;
        }
        boolean complete =
                reader.year >= 1601
                        && reader.month > 0
                        && reader.day > 0
                        && reader.hour >= 0
                        && reader.second <= 59;
        return complete ? reader.instant() : Optional.empty();
    }

    private static boolean isDelimiter(char c) {
        return c == '\t'
                || (c >= ' ' && c <= '/')
                || (c >= ';' && c <= '@')
                || (c >= '[' && c <= '`')
                || (c >= '{' && c <= '~');
    }

    private void cookieToken(String token) {
        int digits = leadingDigits(token, 0);
        if (hour < 0 && readsTime(token)) {
            return;
        }
        if (day < 0 && (digits == 1 || digits == 2)) {
            day = number(token.substring(0, digits));
        } else if (month < 0 && month(token) > 0) {
            month = month(token);
        } else if (year < 0 && digits >= 2 && digits <= 4) {
            year = number(token.substring(0, digits));
        }
    }

    private static int leadingDigits(String token, int from) {
        int end = from;
        while (end < token.length() && token.charAt(end) >= '0' && token.charAt(end) <= '9') {
            end++;
        }
        return end - from;
    }

    /** Reads one or two digits, three times, with colons between; then anything but a digit. */
    private boolean readsTime(String token) {
        int[] values = new int[3];
        int at = 0;
        for (int i = 0; i < 3; i++) {
            int digits = leadingDigits(token, at);
            if (digits < 1 || digits > 2) {
                return false;
            }
            values[i] = number(token.substring(at, at + digits));
            at += digits;
            if (i < 2 && (at >= token.length() || token.charAt(at++) != ':')) {
                return false;
            }
        }
        hour = values[0];
        minute = values[1];
        second = values[2];
        return true;
    }
}
