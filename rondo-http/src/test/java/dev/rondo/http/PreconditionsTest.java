package dev.rondo.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110, section 13. The representation has the tag "v1" and was modified at 08:49:37.9. */
class PreconditionsTest {
    private static final String BEFORE = "Sun, 06 Nov 1994 08:49:36 GMT";
    private static final String THEN = "Sun, 06 Nov 1994 08:49:37 GMT";
    private static final String AFTER = "Sun, 06 Nov 1994 08:49:38 GMT";
    private static final Optional<Instant> MODIFIED =
            Optional.of(Instant.parse("1994-11-06T08:49:37.9Z"));
    private static final Optional<ETag> TAG = Optional.of(ETag.strong("v1"));

    /** {@code name: value} lines, with the words above for dates. */
    private static Headers headers(String fields) {
        Headers headers = Headers.none();
        for (String field : fields.split("; ")) {
            int colon = field.indexOf(':');
            String value =
                    field.substring(colon + 2)
                            .replace("BEFORE", BEFORE)
                            .replace("THEN", THEN)
                            .replace("AFTER", AFTER);
            headers = headers.plus(field.substring(0, colon), value);
        }
        return headers;
    }

    @ParameterizedTest(name = "{0}: reading {1}, writing {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "X: y|PROCEED|PROCEED",
                "If-Match: \"v1\"|PROCEED|PROCEED",
                "If-Match: \"v0\", \"v1\"|PROCEED|PROCEED",
                "If-Match: *|PROCEED|PROCEED",
                "If-Match: \"v2\"|FAILED|FAILED",
                "If-Match: W/\"v1\"|FAILED|FAILED",
                "If-Match: v1|FAILED|FAILED",
                "If-Match: \"v0\"; If-Match: \"v1\"|PROCEED|PROCEED",
                "If-Unmodified-Since: THEN|PROCEED|PROCEED",
                "If-Unmodified-Since: AFTER|PROCEED|PROCEED",
                "If-Unmodified-Since: BEFORE|FAILED|FAILED",
                "If-Unmodified-Since: never|PROCEED|PROCEED",
                "If-Match: \"v1\"; If-Unmodified-Since: BEFORE|PROCEED|PROCEED",
                "If-None-Match: \"v1\"|NOT_MODIFIED|FAILED",
                "If-None-Match: W/\"v1\"|NOT_MODIFIED|FAILED",
                "If-None-Match: \"v0\", W/\"v1\"|NOT_MODIFIED|FAILED",
                "If-None-Match: *|NOT_MODIFIED|FAILED",
                "If-None-Match: \"v2\"|PROCEED|PROCEED",
                "If-Modified-Since: THEN|NOT_MODIFIED|PROCEED",
                "If-Modified-Since: AFTER|NOT_MODIFIED|PROCEED",
                "If-Modified-Since: BEFORE|PROCEED|PROCEED",
                "If-Modified-Since: never|PROCEED|PROCEED",
                "If-Modified-Since: AFTER; If-Modified-Since: AFTER|PROCEED|PROCEED",
                "If-None-Match: \"v1\"; If-Modified-Since: BEFORE|NOT_MODIFIED|FAILED", // SB-050
                "If-None-Match: \"v2\"; If-Modified-Since: AFTER|PROCEED|PROCEED",
                "If-Match: \"v2\"; If-None-Match: \"v1\"|FAILED|FAILED",
                "If-Match: \"v1\"; If-None-Match: \"v1\"|NOT_MODIFIED|FAILED",
                "If-Unmodified-Since: BEFORE; If-Modified-Since: AFTER|FAILED|FAILED",
            })
    void conditionsAreEvaluatedInTheirOrder(
            String fields, Preconditions reading, Preconditions writing) {
        Headers headers = headers(fields);
        assertThat(Preconditions.evaluate("GET", headers, TAG, MODIFIED)).isEqualTo(reading);
        assertThat(Preconditions.evaluate("HEAD", headers, TAG, MODIFIED)).isEqualTo(reading);
        assertThat(Preconditions.evaluate("PUT", headers, TAG, MODIFIED)).isEqualTo(writing);
        assertThat(Preconditions.evaluate("DELETE", headers, TAG, MODIFIED)).isEqualTo(writing);
    }

    @Test
    void withoutTagAndDateOnlyStarsCount() {
        String[][] cases = {
            {"If-Match: \"v1\"", "FAILED"},
            {"If-Match: *", "PROCEED"},
            {"If-None-Match: \"v1\"", "PROCEED"},
            {"If-None-Match: *", "NOT_MODIFIED"},
            {"If-Modified-Since: AFTER", "PROCEED"},
            {"If-Unmodified-Since: BEFORE", "PROCEED"}
        };
        for (String[] pair : cases) {
            assertThat(
                            Preconditions.evaluate(
                                    "GET", headers(pair[0]), Optional.empty(), Optional.empty()))
                    .as(pair[0])
                    .hasToString(pair[1]);
        }
    }

    @Test
    void whatIsMissingMatchesNothing() {
        assertThat(Preconditions.evaluateMissing(headers("If-Match: *")))
                .isEqualTo(Preconditions.FAILED);
        assertThat(Preconditions.evaluateMissing(headers("If-None-Match: *")))
                .isEqualTo(Preconditions.PROCEED);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "X: y|true",
                "If-Range: \"v1\"|true",
                "If-Range: W/\"v1\"|false",
                "If-Range: \"v2\"|false",
                "If-Range: \"v1\", \"v2\"|false",
                "If-Range: THEN|true",
                "If-Range: AFTER|false",
                "If-Range: BEFORE|false",
                "If-Range: never|false",
            })
    void rangesAreOfOneVersion(String fields, boolean applies) {
        assertThat(Preconditions.rangeApplies(headers(fields), TAG, MODIFIED)).isEqualTo(applies);
    }
}
