package dev.rondo.http.websocket;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who waits for which pong, in the order of the pings. A pong answers its ping and all before it,
 * since a peer may answer the latest only (RFC 6455, section 5.5.3).
 */
final class Pongs {
    /** One that waits. */
    static final class Waiting {
        private final byte[] payload;
        private boolean answered;

        private Waiting(byte[] payload) {
            this.payload = payload;
        }

        boolean isAnswered() {
            return answered;
        }
    }

    private final List<Waiting> line = new ArrayList<>(0);

    Waiting add(byte[] payload) {
        Waiting waiting = new Waiting(payload);
        line.add(waiting);
        return waiting;
    }

    void remove(Waiting waiting) {
        line.remove(waiting);
    }

    /** A pong has come; one that nobody waits for is allowed, and means nothing. */
    void arrived(byte[] payload) {
        for (int i = 0; i < line.size(); i++) {
            if (!line.get(i).answered && Arrays.equals(line.get(i).payload, payload)) {
                line.subList(0, i + 1).forEach(waiting -> waiting.answered = true);
                return;
            }
        }
    }
}
