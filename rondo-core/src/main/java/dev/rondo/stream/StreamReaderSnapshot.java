package dev.rondo.stream;

/**
 * What was known of a {@link StreamReader} at one moment.
 *
 * @param buffered how many bytes had been read from the stream and waited to be taken
 * @param limit how long a line or message might be, in bytes
 * @param ended whether the stream's end had been read
 * @param reading whether a task was reading
 */
public record StreamReaderSnapshot(int buffered, int limit, boolean ended, boolean reading) {}
