// Three jobs, one after the other. Concurrent.java runs the same three as tasks.
// Prints that it took three seconds: each job waits for one.
import static dev.rondo.Rondo.*;

void job(int number) {
    sleep(1);
    IO.println("Job " + number + " complete");
}

void main() {
    run(() -> {
        var begin = runningLoop().time();
        job(1);
        job(2);
        job(3);
        var took = runningLoop().time().minus(begin);
        IO.println("Sequential: %.1f s".formatted(took.toMillis() / 1e3));
    });
}
