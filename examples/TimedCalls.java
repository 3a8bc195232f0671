// A wrapper that times what it calls, written once for everything: a call that waits is a call.
// Prints the short call first, then the long one, then both together, which took as long as it.
import static dev.rondo.Rondo.*;

void timed(String name, Runnable body) {
    var begin = runningLoop().time();
    body.run();
    var took = runningLoop().time().minus(begin);
    IO.println("%s took %.1f s".formatted(name, took.toMillis() / 1e3));
}

void both() {
    var task = createTask(() -> timed("long", () -> sleep(2)));
    timed("short", () -> sleep(1));
    task.await();
}

void main() {
    run(() -> timed("both", () -> both()));
}
