package dev.rondo.http.server;

import dev.rondo.http.HttpException;
import dev.rondo.http.Status;
import dev.rondo.http.Url;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The path of a request, in segments, and what a route's pattern found in it.
 *
 * <p>It is taken apart once, before a route is looked for: at the slashes first, then each segment
 * is decoded. So an encoded slash is a part of its segment and never separates; {@code .} and
 * {@code ..}, encoded or not, are gone (RFC 3986, section 5.2.4), and a path that climbs above the
 * root, has a bad percent sequence, no UTF-8, or a NUL, is answered with 400.
 */
public final class RequestPath {
    private final String raw; // without dot segments, encoded
    private final List<String> segments; // decoded
    private List<String> names = List.of();
    private List<String> values = List.of();

    private RequestPath(String raw, List<String> segments) {
        this.raw = raw;
        this.segments = segments;
    }

    /**
     * Takes a path apart.
     *
     * @throws HttpException with 400, if it is none
     */
    static RequestPath parse(String raw) {
        if (raw.indexOf('%') < 0 && !raw.contains("/.")) {
            return new RequestPath(raw, split(raw));
        }
        List<String> kept = new ArrayList<>();
        List<String> decoded = new ArrayList<>();
        List<String> parts = split(raw);
        for (int i = 0; i < parts.size(); i++) {
            String segment = decode(parts.get(i));
            boolean up = segment.equals("..");
            if (up && kept.isEmpty()) {
                throw bad();
            }
            if (up) {
                kept.removeLast();
                decoded.removeLast();
            } else if (!segment.equals(".")) {
                kept.add(parts.get(i));
                decoded.add(segment);
                continue;
            }
            if (i == parts.size() - 1) { // "/a/.." and "/a/." name folders
                kept.add("");
                decoded.add("");
            }
        }
        return new RequestPath("/" + String.join("/", kept), decoded);
    }

    private static List<String> split(String raw) {
        List<String> segments = new ArrayList<>(4);
        int begin = 1; // behind the first slash
        for (int slash; (slash = raw.indexOf('/', begin)) >= 0; begin = slash + 1) {
            segments.add(raw.substring(begin, slash));
        }
        segments.add(raw.substring(begin));
        return segments;
    }

    private static String decode(String segment) {
        try {
            String decoded = segment.indexOf('%') < 0 ? segment : Url.decode(segment);
            if (decoded.indexOf('\0') < 0) {
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw bad();
    }

    private static HttpException bad() {
        return new HttpException(Status.BAD_REQUEST, "The path is malformed");
    }

    void found(List<String> names, List<String> values) {
        this.names = names;
        this.values = values;
    }

    /** Returns the segments, decoded; the last is empty if the path ends with a slash. */
    public List<String> segments() {
        return List.copyOf(segments);
    }

    List<String> parts() {
        return segments;
    }

    /** Returns the names in the pattern of the route that was found. */
    public List<String> names() {
        return names;
    }

    /**
     * Returns what the route's pattern found for a name, decoded.
     *
     * @throws NoSuchElementException if the pattern has no such name
     */
    public String get(String name) {
        int index = names.indexOf(name);
        if (index < 0) {
            throw new NoSuchElementException(
                    "The route's pattern has no name " + name + ", but " + names);
        }
        return values.get(index);
    }

    /**
     * Returns the segments that the last name of the pattern, a rest, stands for: unlike its text
     * they tell an encoded slash from one that separates.
     */
    List<String> rest() {
        int length = values.getLast().length();
        int first = segments.size();
        for (int found = -1; found < length; ) {
            found += segments.get(--first).length() + 1;
        }
        return List.copyOf(segments.subList(first, segments.size()));
    }

    /**
     * Returns what was found for a name as a number.
     *
     * @throws HttpException with 404, if it is none
     * @throws NoSuchElementException if the pattern has no such name
     */
    public int getInt(String name) {
        try {
            return Integer.parseInt(get(name));
        } catch (NumberFormatException e) {
            throw new HttpException(Status.NOT_FOUND);
        }
    }

    /** Like {@link #getInt}, for a long. */
    public long getLong(String name) {
        try {
            return Long.parseLong(get(name));
        } catch (NumberFormatException e) {
            throw new HttpException(Status.NOT_FOUND);
        }
    }

    /** Returns the path as it was sent, still encoded, but without dot segments. */
    @Override
    public String toString() {
        return raw;
    }
}
