package dev.rondo.http.client;

/** How far a request had come. */
public enum RequestPhase {
    /** Nothing was sent, and no connection was looked for yet. */
    PREPARE("before it was sent"),
    /** It waited for a place in the pool. */
    QUEUE("waiting for a connection"),
    /** A connection was made: names looked up, addresses tried, TLS and proxies greeted. */
    CONNECT("connecting"),
    /** Its head and its body were sent. */
    SEND("sending the request"),
    /** It was sent, and the answer's head was awaited. */
    HEAD("waiting for the answer"),
    /** The answer's body was read. */
    BODY("reading the answer");

    private final String text;

    RequestPhase(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
