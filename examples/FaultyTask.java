// What a task throws is thrown again where it is awaited.
// Prints the message that await() brought; the task itself prints nothing and ends nothing.
import static dev.rondo.Rondo.*;

void fail() {
    sleep(1);
    throw new IllegalStateException("An error occurred!");
}

void main() {
    run(() -> {
        var faulty = createTask(() -> fail());
        try {
            faulty.await();
        } catch (IllegalStateException e) {
            IO.println("Exception caught: " + e.getMessage());
        }
    });
}
