package dev.rondo.http;

import dev.rondo.bytes.ByteQueue;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A body line by line. */
final class BodyLines implements Iterator<String> {
    private static final int LONGEST = 64 * 1024; // asyncio's limit of a line
    private static final int PIECE = 8 * 1024;

    private final Body body;
    private final Charset charset;
    private final ByteQueue queue = new ByteQueue(LONGEST + PIECE);
    private int searched; // there is no end of a line before
    private boolean ended;
    private @Nullable String next;

    BodyLines(Body body, Charset charset) {
        this.body = body;
        this.charset = charset;
    }

    @Override
    public boolean hasNext() {
        while (next == null && !(ended && queue.isEmpty())) {
            int end = queue.indexOf('\n', searched);
            if (end >= 0) {
                next = take(end, 1);
            } else if (ended) {
                next = take(queue.size(), 0);
            } else {
                searched = queue.size();
                readMore();
            }
        }
        return next != null;
    }

    private void readMore() {
        if (queue.size() > LONGEST) {
            throw body.malformed("A line of the body is longer than 64 KiB", null);
        }
        int count = body.read(queue.space(1));
        if (count < 0) {
            ended = true;
        } else {
            queue.filled(count);
        }
    }

    private String take(int length, int end) {
        byte[] line = queue.take(length);
        queue.skip(end);
        searched = 0;
        boolean carriageReturn = end == 1 && length > 0 && line[length - 1] == '\r';
        return body.decode(carriageReturn ? Arrays.copyOf(line, length - 1) : line, charset);
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        String line = next;
        next = null;
        if (line == null) {
            throw new AssertionError("hasNext() lied");
        }
        return line;
    }
}
