// The three jobs of Sequential.java as tasks. One thread runs them all; it is their waits that
// meet.
// Prints that it took one second. Jobs that compute would gain nothing: see Parallel.java.
import static dev.rondo.Rondo.*;

void job(int number) {
    sleep(1);
    IO.println("Job " + number + " complete");
}

void main() {
    run(() -> {
        var begin = runningLoop().time();
        gather(() -> job(1), () -> job(2), () -> job(3)).await();
        var took = runningLoop().time().minus(begin);
        IO.println("Concurrent: %.1f s".formatted(took.toMillis() / 1e3));
    });
}
