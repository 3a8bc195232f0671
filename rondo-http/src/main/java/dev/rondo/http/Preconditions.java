package dev.rondo.http;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether a request's conditions hold (RFC 9110, section 13.2.2): to be asked after all other
 * checks, before the method is carried out.
 *
 * {@snippet :
 * switch (Preconditions.evaluate("GET", request.headers(), etag, modified)) {
 *     case PROCEED -> send();
 *     case NOT_MODIFIED -> answer(304);
 *     case FAILED -> answer(412);
 * }
 * }
 */
public enum Preconditions {
    /** They hold, or there is none. */
    PROCEED,
    /** The client has this version: 304. */
    NOT_MODIFIED,
    /** One does not hold: 412. */
    FAILED;

    /**
     * Evaluates the conditions of a request, for a representation that exists.
     *
     * @param method in upper case
     * @param etag of the representation, if it has one
     * @param lastModified of the representation, if that is known; parts of a second do not count
     */
    public static Preconditions evaluate(
            String method, Headers headers, Optional<ETag> etag, Optional<Instant> lastModified) {
        boolean reads = method.equals("GET") || method.equals("HEAD");
        Optional<String> match = headers.joined("If-Match");
        if (match.isPresent()) {
            if (!isAny(match.get()) && !strongly(etag, ETag.parseList(match.get()))) {
                return FAILED;
            }
        } else if (isModifiedSince(headers, "If-Unmodified-Since", lastModified).orElse(false)) {
            return FAILED;
        }
        Optional<String> noneMatch = headers.joined("If-None-Match");
        if (noneMatch.isPresent()) {
            if (isAny(noneMatch.get()) || weakly(etag, ETag.parseList(noneMatch.get()))) {
                return reads ? NOT_MODIFIED : FAILED;
            }
        } else if (reads
                && !isModifiedSince(headers, "If-Modified-Since", lastModified).orElse(true)) {
            return NOT_MODIFIED;
        }
        return PROCEED;
    }

    /** Evaluates the conditions of a request, for a resource that has no representation yet. */
    public static Preconditions evaluateMissing(Headers headers) {
        return headers.contains("If-Match") ? FAILED : PROCEED;
    }

    /**
     * Returns whether the {@code Range} field of a request counts: it has no {@code If-Range}, or
     * one of this version (RFC 9110, section 13.1.5). A date counts only if it is the same.
     */
    public static boolean rangeApplies(
            Headers headers, Optional<ETag> etag, Optional<Instant> lastModified) {
        Optional<String> condition = headers.first("If-Range");
        if (condition.isEmpty()) {
            return true;
        }
        String text = condition.get();
        if (text.startsWith("\"") || text.startsWith("W/")) {
            return ETag.tryParse(text).map(tag -> strongly(etag, List.of(tag))).orElse(false);
        }
        Optional<Instant> date = HttpDate.tryParse(text);
        return date.isPresent()
                && lastModified.isPresent()
                && date.get().getEpochSecond() == lastModified.get().getEpochSecond();
    }

    private static boolean isAny(String field) {
        return field.equals("*");
    }

    private static boolean strongly(Optional<ETag> etag, List<ETag> tags) {
        return etag.isPresent() && tags.stream().anyMatch(etag.get()::matchesStrongly);
    }

    private static boolean weakly(Optional<ETag> etag, List<ETag> tags) {
        return etag.isPresent() && tags.stream().anyMatch(etag.get()::matchesWeakly);
    }

    /** Returns nothing if the field, a date in it, or the representation's date is not there. */
    private static Optional<Boolean> isModifiedSince(
            Headers headers, String name, Optional<Instant> lastModified) {
        int index = headers.indexOf(name, 0);
        if (index < 0 || lastModified.isEmpty() || headers.indexOf(name, index + 1) >= 0) {
            return Optional.empty(); // two of them are no date
        }
        return HttpDate.tryParse(headers.value(index))
                .map(date -> lastModified.get().getEpochSecond() > date.getEpochSecond());
    }
}
