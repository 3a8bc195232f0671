// cancel() makes the wait of a task throw CancelledError, and so does awaiting the task.
// Prints the task's clean-up first: a cancelled task ends in its own time.
import static dev.rondo.Rondo.*;

import dev.rondo.CancelledError;

void workForLong() {
    try {
        sleep(10);
        IO.println("Work complete");
    } finally {
        IO.println("Cleaning up");
    }
}

void main() {
    run(() -> {
        var task = createTask(() -> workForLong());
        sleep(1);
        task.cancel();
        try {
            task.await();
        } catch (CancelledError e) {
            IO.println("Task was cancelled");
        }
    });
}
