package dev.rondo.http.websocket;

/** How a socket was closed. */
record CloseState(int code, String reason, boolean wasClean) {
    static CloseState abnormal() {
        return new CloseState(CloseCode.ABNORMAL_CLOSURE, "", false);
    }
}
