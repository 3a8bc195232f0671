// run() makes a loop and occupies its thread, so it cannot be called where a loop runs already.
// Prints the error with its advice: inside a loop, call the code itself, or create a task.
import static dev.rondo.Rondo.*;

void main() {
    run(() -> {
        try {
            run(() -> IO.println("never printed"));
        } catch (IllegalStateException e) {
            IO.println(e.getMessage());
        }
    });
}
