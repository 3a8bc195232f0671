package dev.rondo.http;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The body of a message that is to be sent. Immutable; bytes and files can be sent again, a stream
 * only if it says so.
 */
public sealed interface Payload {
    /** The length of a {@link Stream} that is not known in advance. */
    long UNKNOWN = -1;

    /**
     * Bytes in memory.
     *
     * @param bytes not copied: do not change them
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Bytes(byte[] bytes) implements Payload {
        /** Checks the value. */
        public Bytes {
            Objects.requireNonNull(bytes, "bytes");
        }

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }
    }

    /**
     * A part of a regular file, which the system sends where it can.
     *
     * @param file the file
     * @param offset where it begins, in bytes from 0
     * @param length how many bytes; not negative
     */
    record FilePart(Path file, long offset, long length) implements Payload {
        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException if a number is negative
         */
        public FilePart {
            Objects.requireNonNull(file, "file");
            if (offset < 0 || length < 0) {
                throw new IllegalArgumentException(
                        "offset and length must not be negative, but are "
                                + offset
                                + " and "
                                + length);
            }
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }
    }

    /**
     * What a program makes while it is sent.
     *
     * @param length how many bytes it will be, or {@link #UNKNOWN}
     * @param isRepeatable whether the source may run more than once
     * @param source makes it
     */
    record Stream(long length, boolean isRepeatable, BodySource source) implements Payload {
        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException if the length is less than -1
         */
        public Stream {
            Objects.requireNonNull(source, "source");
            if (length < UNKNOWN) {
                throw new IllegalArgumentException("length must be at least -1, but is " + length);
            }
        }
    }

    /** A payload of no byte. */
    Payload EMPTY = new Bytes(new byte[0]);

    /** Returns bytes as a payload; they are not copied. */
    static Payload of(byte[] bytes) {
        return new Bytes(bytes);
    }

    /** Returns a text as UTF-8. */
    static Payload text(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns what a source makes, once, of a length that is not known. */
    static Payload stream(BodySource source) {
        return new Stream(UNKNOWN, false, source);
    }

    /** Returns how many bytes it has; {@link #UNKNOWN} if that is not known. */
    long length();

    /** Returns whether it can be sent more than once. */
    boolean isRepeatable();
}
