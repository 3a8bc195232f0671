package dev.rondo.http.server;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.stream.ByteStream;

/** Goes on with a connection after an answer, in another protocol. */
@FunctionalInterface
interface Takeover {
    /**
     * Speaks the other protocol until its end; the connection is closed then.
     *
     * @param site what the connections of the server share
     * @param received what the client has sent already, behind its request
     * @throws Exception what goes wrong
     */
    void run(Site site, ByteStream stream, ByteQueue received) throws Exception;
}
