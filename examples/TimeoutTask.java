// waitFor gives a task one second; then it cancels the task, waits for its end and throws.
// Prints after one second that time is up, and that the task, which wanted ten, was cancelled.
import static dev.rondo.Rondo.*;

import dev.rondo.TimeoutException;

void main() {
    run(() -> {
        var task = createTask(() -> sleep(10));
        try {
            waitFor(task, 1);
        } catch (TimeoutException e) {
            IO.println("The task timed out");
        }
        IO.println("Cancelled: " + task.cancelled());
    });
}
