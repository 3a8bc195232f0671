// run() returns what its lambda returns, and so does any method that waits: no callback, no Future.
// Prints the start, one second later the end, and the result after the loop is gone.
import static dev.rondo.Rondo.*;

int compute() {
    IO.println("Starting computation");
    sleep(1);
    IO.println("Computation complete");
    return 42;
}

void main() {
    int result = run(() -> compute());
    IO.println("Result: " + result);
}
