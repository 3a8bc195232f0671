package dev.rondo.stream;

import java.util.Optional;

/**
 * What was known of a {@link StreamWriter} at one moment.
 *
 * @param buffered how many bytes were written and the stream had not taken
 * @param sending whether a task waited in a write of the stream
 * @param waiters how many tasks waited for bytes to leave, in a write, {@code drain} or {@code
 *     flush}
 * @param eof whether {@code writeEof} was called
 * @param closing whether it was closed, or is being closed
 * @param failure how the stream failed, which the next call throws
 */
public record StreamWriterSnapshot(
        int buffered,
        boolean sending,
        int waiters,
        boolean eof,
        boolean closing,
        Optional<Throwable> failure) {}
