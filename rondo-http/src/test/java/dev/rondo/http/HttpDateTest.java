package dev.rondo.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {
    private static final Instant EXAMPLE = Instant.parse("1994-11-06T08:49:37Z");

    /** RFC 9110, section 5.6.7. */
    @Test
    void threeFormsAreRead() {
        for (String text :
                new String[] {
                    "Sun, 06 Nov 1994 08:49:37 GMT",
                    "Sunday, 06-Nov-94 08:49:37 GMT",
                    "Sun Nov  6 08:49:37 1994"
                }) {
            assertThat(HttpDate.tryParse(text)).contains(EXAMPLE);
            assertThat(HttpDate.tryParseCookieDate(text)).contains(EXAMPLE);
        }
        assertThat(HttpDate.format(EXAMPLE)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(HttpDate.tryParse("Sun Nov 16 08:49:37 1994")).isPresent();
        assertThat(HttpDate.tryParse("Tuesday, 01-Jan-69 00:00:00 GMT"))
                .contains(Instant.parse("2069-01-01T00:00:00Z"));
        assertThat(HttpDate.tryParse("Thursday, 01-Jan-70 00:00:00 GMT")).contains(Instant.EPOCH);
        assertThat(HttpDate.tryParse("Sat, 31 Dec 2016 23:59:60 GMT"))
                .contains(Instant.parse("2016-12-31T23:59:59Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "Sun",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 08:49:37",
                "Sun, 06 Nov 1994 08:49:37 UTC",
                "Sun, 06 Nov 1994 08:49:37 +0000",
                "Sun, 06 Nov 1994 08:49:37 GMT ",
                " Sun, 06 Nov 1994 08:49:37 GMT",
                "sun, 06 Nov 1994 08:49:37 GMT",
                "Sub, 06 Nov 1994 08:49:37 GMT",
                "unM, 06 Nov 1994 08:49:37 GMT",
                "Sun, 06 nov 1994 08:49:37 GMT",
                "Sun, 06 anF 1994 08:49:37 GMT",
                "Sun, 06 Nov 94 08:49:37 GMT",
                "Sun, 31 Feb 1994 08:49:37 GMT",
                "Sun, 00 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 24:00:00 GMT",
                "Sun, 06 Nov 1994 08:60:37 GMT",
                "Sun, 06 Nov 1994 08:49:61 GMT",
                "Sun, 06 Nov 1994 8:49:37 GMT",
                "Sun, 06-Nov-1994 08:49:37 GMT",
                "Sun, 06-Nov-94 08:49:37 GMT",
                "Sunday, 06 Nov 1994 08:49:37 GMT",
                "Sun|Mon, 06-Nov-94 08:49:37 GMT",
                "Sun Nov 6 08:49:37 1994",
                "Sun Nov 06 08:49:37 94",
                "1994-11-06T08:49:37Z",
                "Sun, ٠٦ Nov 1994 08:49:37 GMT"
            })
    void othersAreNoDates(String text) {
        assertThat(HttpDate.tryParse(text)).isEmpty();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Sun, 06-Nov-1994 08:49:37 GMT|1994-11-06T08:49:37Z",
                "06 nov 94 8:49:37|1994-11-06T08:49:37Z",
                "1994 Nov 6 08:49:37 PST|1994-11-06T08:49:37Z",
                "8:49:7 November 06th 1994|1994-11-06T08:49:07Z",
                "Thu, 01 Jan 1970 00:00:00 GMT|1970-01-01T00:00:00Z",
                "1 Jan 69 00:00:00|2069-01-01T00:00:00Z",
                "1 Jan 70 00:00:00|1970-01-01T00:00:00Z",
                "1 Jan 00 00:00:00|2000-01-01T00:00:00Z",
                "1 Jan 1601 00:00:00|1601-01-01T00:00:00Z",
                "Wed, 09-Jun-2021 10:18:14 GMT; x|2021-06-09T10:18:14Z",
                "10:18:14x 9 jun 2021y|2021-06-09T10:18:14Z",
            })
    void cookieDatesAreReadInManyForms(String text, String date) {
        assertThat(HttpDate.tryParseCookieDate(text)).contains(Instant.parse(date));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "never",
                "0",
                "1994-11-06T08:49:37Z",
                "06 Nov 1994",
                "06 Nov 1994 08:49",
                "Nov 1994 08:49:37",
                "06 1994 08:49:37",
                "06 Nov 08:49:37",
                "31 Feb 1994 08:49:37",
                "32 Nov 1994 08:49:37",
                "06 Nov 1600 08:49:37",
                "06 Nov 19945 08:49:37",
                "06 Nov 1994 24:49:37",
                "06 Nov 1994 08:60:37",
                "06 Nov 1994 08:49:60",
                "06 Nov 1994 008:49:37",
                "06 Nov 1994 08:49:377"
            })
    void othersAreNoCookieDates(String text) {
        assertThat(HttpDate.tryParseCookieDate(text)).isEmpty();
    }

    @Test
    void everyDayIsWrittenAsTheJdkWritesIt() {
        var formatter =
                DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                        .withZone(ZoneOffset.UTC);
        Random random = new Random(1);
        long last = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
        for (long second = 0; second <= last; second += 86_400 * 97L + random.nextInt(86_400)) {
            assertWritten(Instant.ofEpochSecond(second), formatter);
        }
        for (int day = 0; day < 366 * 8; day++) {
            assertWritten(
                    Instant.parse("1996-01-01T00:00:00Z").plusSeconds(86_400L * day), formatter);
        }
        assertWritten(Instant.EPOCH, formatter);
        assertWritten(Instant.ofEpochSecond(last), formatter);
    }

    private static void assertWritten(Instant date, DateTimeFormatter formatter) {
        String text = HttpDate.format(date);
        assertThat(text).isEqualTo(formatter.format(date));
        assertThat(HttpDate.tryParse(text)).contains(date);
        assertThat(HttpDate.tryParseCookieDate(text)).contains(date);
    }

    @Test
    void dateIsWrittenIntoAnArray() {
        byte[] target = new byte[31];
        HttpDate.put(784_111_777, target, 1);
        assertThat(
                        new String(
                                target,
                                1,
                                HttpDate.LENGTH,
                                java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(target[0]).isZero();
        assertThat(target[30]).isZero();
        assertThatThrownBy(() -> HttpDate.put(0, target, 3))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> HttpDate.put(-1, target, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HttpDate.put(253_402_300_800L, target, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
