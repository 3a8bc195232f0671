package dev.rondo.stream;

import java.util.Optional;

/**
 * What all protocols hear of their transport. asyncio: {@code BaseProtocol}.
 *
 * <p>All calls come on the loop, one at a time: no lock is needed. What {@link #pauseWriting} and
 * {@link #resumeWriting} throw goes to the loop's exception handler and the connection goes on.
 */
public sealed interface BaseProtocol permits StreamProtocol, DatagramProtocol {
    /**
     * The connection is over; the last call, made exactly once after {@code connectionMade}.
     *
     * @param failure what ended it, or empty when this end closed or aborted it or the peer ended
     *     it in good order
     */
    default void connectionLost(Optional<Throwable> failure) throws Exception {}

    /**
     * The transport's buffer went over the high-water mark: write no more until {@link
     * #resumeWriting}. Called inside the write that did it; should not suspend.
     */
    default void pauseWriting() throws Exception {}

    /** The transport's buffer is down to the low-water mark. Should not suspend. */
    default void resumeWriting() throws Exception {}
}
