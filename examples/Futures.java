// A future is a result that somebody sets, once: pending first, then finished, failed or cancelled.
// Prints each state; the callback comes when the main task waits, since callbacks take their turn.
import static dev.rondo.Rondo.*;

import dev.rondo.*;

void main() {
    run(() -> {
        Future<Integer> answer = createFuture();
        IO.println("Pending: " + answer);
        answer.addDoneCallback(done -> IO.println("Callback: " + done.result()));
        answer.setResult(42);
        IO.println("Finished: " + answer);
        IO.println("Result: " + answer.await());
        sleep(0);
        try {
            answer.setResult(43);
        } catch (InvalidStateException e) {
            IO.println("A second result is refused");
        }

        Future<Integer> broken = createFuture();
        broken.setException(new IllegalStateException("No answer"));
        IO.println("Exception: " + broken.exception().orElseThrow());

        Future<Integer> dropped = createFuture();
        dropped.cancel();
        IO.println("Cancelled: " + dropped);
    });
}
