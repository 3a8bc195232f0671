// Two tasks wait at once: created first, awaited later.
// Prints Hello after one second and World after two, so it takes two seconds, not three.
import static dev.rondo.Rondo.*;

void sayAfter(double seconds, String what) {
    sleep(seconds);
    IO.println(what);
}

void main() {
    run(() -> {
        var hello = createTask(() -> sayAfter(1, "Hello"));
        var world = createTask(() -> sayAfter(2, "World"));
        IO.println("Tasks started");
        hello.await();
        world.await();
        IO.println("Tasks completed");
    });
}
