// gather runs its lambdas as tasks, all at once, and its await() is over when all of them are.
// Prints Task 1 after one second and Task 2 after two: as long as the longest, not as long as both.
import static dev.rondo.Rondo.*;

void work(int number) {
    sleep(number);
    IO.println("Task " + number + " complete");
}

void main() {
    run(() -> {
        gather(() -> work(1), () -> work(2)).await();
        IO.println("All tasks complete");
    });
}
