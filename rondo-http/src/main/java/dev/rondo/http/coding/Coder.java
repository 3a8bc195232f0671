package dev.rondo.http.coding;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A coding of bodies that a library makes and undoes. */
public interface Coder {
    /** Returns its name in HTTP's fields. */
    String name();

    /**
     * Returns what undoes it. An end in the middle and what is no such coding are an {@link
     * IOException} of its reads. It has memory outside of the heap until it is closed.
     */
    InputStream decoding(InputStream source) throws IOException;

    /**
     * Returns what makes it: after a flush, what was written before can be read on the other side.
     * Closing it writes the end. It has memory outside of the heap until then.
     *
     * @param level 1 to 9, 6 usual; as much work as gzip does there
     */
    OutputStream encoding(OutputStream target, int level) throws IOException;
}
