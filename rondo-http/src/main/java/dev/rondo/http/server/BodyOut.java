package dev.rondo.http.server;

import dev.rondo.http.BodyWriter;

/** A writer of an answer's body that knows its framing. */
interface BodyOut extends BodyWriter, Departure {
    /** Sends what ends the body, and what was gathered. */
    void end();

    /** Returns how many bytes of the body were written. */
    long sent();
}
