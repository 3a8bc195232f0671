package dev.rondo.http.server;

/** What a writer of a body tells of its client, for a body that has no end of its own. */
interface Departure {
    /**
     * Has code run once, in the loop, when the client leaves or the server stops; soon, if that has
     * happened. Replaces the code that was there. Never suspends.
     */
    void onDeparture(Runnable code);

    /** Takes the code of {@link #onDeparture} away. */
    void removeOnDeparture();
}
