// A task is a future of what its lambda returns: await() gives the result.
// Prints both starts before the first end, since the tasks run at once, and then both results.
import static dev.rondo.Rondo.*;

int square(int n) {
    IO.println("Squaring " + n);
    sleep(1);
    IO.println("Squared " + n);
    return n * n;
}

void main() {
    run(() -> {
        var three = createTask(() -> square(3));
        var four = createTask(() -> square(4));
        IO.println("Results: " + three.await() + " and " + four.await());
    });
}
