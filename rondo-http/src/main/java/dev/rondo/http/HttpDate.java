package dev.rondo.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * Dates of HTTP (RFC 9110, section 5.6.7): {@code Sun, 06 Nov 1994 08:49:37 GMT}. It is written in
 * that form alone, and read in that and the two obsolete ones.
 *
 * <p>A date that cannot be read is to be taken as none, so reading answers with nothing instead of
 * an exception.
 *
 * {@snippet :
 * HttpDate.format(Instant.EPOCH); // Thu, 01 Jan 1970 00:00:00 GMT
 * }
 */
public final class HttpDate {
    /** How many bytes a date has: 29. */
    public static final int LENGTH = 29;

    private static final long SECONDS_PER_DAY = 86_400;
    private static final long LAST = 253_402_300_799L; // the end of the year 9999
    private static final byte[] PATTERN =
            "Thu, 01 Jan 1970 00:00:00 GMT".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DAYS = "ThuFriSatSunMonTueWed".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MONTHS =
            "JanFebMarAprMayJunJulAugSepOctNovDec".getBytes(StandardCharsets.US_ASCII);

    private HttpDate() {}

    /**
     * Returns a date as text; parts of a second are cut off.
     *
     * @throws IllegalArgumentException if it is before 1970 or after 9999
     */
    public static String format(Instant date) {
        byte[] text = new byte[LENGTH];
        put(date.getEpochSecond(), text, 0);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /**
     * Writes a date into an array, 29 bytes; makes no object.
     *
     * @param epochSeconds since 1970, to the end of the year 9999
     * @throws IllegalArgumentException if it is before 1970 or after 9999
     * @throws IndexOutOfBoundsException if the array has no room for it
     */
    public static void put(long epochSeconds, byte[] target, int offset) {
        if (epochSeconds < 0 || epochSeconds > LAST) {
            throw new IllegalArgumentException(
                    "A date of HTTP is of the years 1970 to 9999, not " + epochSeconds + " s");
        }
        System.arraycopy(PATTERN, 0, target, offset, LENGTH);
        int day = (int) (epochSeconds / SECONDS_PER_DAY);
        int second = (int) (epochSeconds % SECONDS_PER_DAY);
        System.arraycopy(DAYS, 3 * (day % 7), target, offset, 3);
        // Days since 1 March of the year 0, in cycles of 400 years (Hinnant, days from civil).
        int shifted = day + 719_468;
        int era = shifted / 146_097;
        int dayOfEra = shifted % 146_097;
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int march = (5 * dayOfYear + 2) / 153; // 0 is March
        int month = march < 10 ? march + 2 : march - 10; // 0 is January
        int year = 400 * era + yearOfEra + (month < 2 ? 1 : 0);
        putTwo(target, offset + 5, dayOfYear - (153 * march + 2) / 5 + 1);
        System.arraycopy(MONTHS, 3 * month, target, offset + 8, 3);
        putTwo(target, offset + 12, year / 100);
        putTwo(target, offset + 14, year % 100);
        putTwo(target, offset + 17, second / 3600);
        putTwo(target, offset + 20, second / 60 % 60);
        putTwo(target, offset + 23, second % 60);
    }

    private static void putTwo(byte[] target, int at, int value) {
        target[at] = (byte) ('0' + value / 10);
        target[at + 1] = (byte) ('0' + value % 10);
    }

    /**
     * Returns the date that a field says, in one of the three forms of RFC 9110, exactly. A year of
     * two digits is of 1970 to 2069. The name of the day is not compared with the date.
     */
    public static Optional<Instant> tryParse(String text) {
        return DateReader.httpDate(text);
    }

    /** Returns the date in a cookie's {@code Expires} (RFC 6265, section 5.1.1): most forms. */
    public static Optional<Instant> tryParseCookieDate(String text) {
        return DateReader.cookieDate(text);
    }
}
