// Three servers are asked at once; the first answer wins, and the others are told to stop. Of the
// servers, one fails: that is no harm while another answers.
// Prints who was stopped, and the answer, after one second.
import static dev.rondo.Rondo.*;

import dev.rondo.CancelledError;

String ask(String server, int seconds) throws IOException {
    try {
        sleep(seconds);
    } catch (CancelledError e) {
        IO.println(server + " is told to stop");
        throw e;
    }
    return "answer of " + server;
}

String broken() throws IOException {
    throw new IOException("no route");
}

void main() {
    run(() -> {
        String answer = race(() -> broken(), () -> ask("near", 1), () -> ask("far", 3));
        IO.println(answer);
    });
}
