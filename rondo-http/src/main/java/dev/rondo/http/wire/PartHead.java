package dev.rondo.http.wire;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.Headers;
import dev.rondo.http.LimitExceededException;
import dev.rondo.http.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The fields of a part: few, so they become text at once. */
final class PartHead {
    private PartHead() {}

    /**
     * Returns the fields that stand at the front of a queue; takes nothing.
     *
     * @param end how many bytes they have with their line ends
     */
    static Headers parse(ByteQueue queue, int end, int maxHeaders) {
        byte[] bytes = new byte[end];
        queue.get(0, bytes, 0, end);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<String> fields = new ArrayList<>();
        int lineEnd;
        for (int start = 0; start < end; start = lineEnd + 2) {
            lineEnd = text.indexOf("\r\n", start);
            int colon = text.indexOf(':', start);
            if (colon < 0 || colon > lineEnd) {
                throw new MalformedException("A part has a line that is no field");
            }
            if (fields.size() == 2 * maxHeaders) {
                throw new LimitExceededException(
                        "A part of more fields than the "
                                + maxHeaders
                                + " of MultipartLimits.maxHeaders");
            }
            fields.add(text.substring(start, colon));
            fields.add(trimmed(text, colon + 1, lineEnd));
        }
        try {
            return Headers.of(fields.toArray(new String[0]));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("A part has a wrong field: " + e.getMessage());
        }
    }

    private static String trimmed(String text, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
