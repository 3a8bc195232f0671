// Only a task can wait, and without run() there is none.
// Prints the error with its advice, and Hello once the advice is followed.
import static dev.rondo.Rondo.*;

void main() {
    var greeting = coroutine("greet", () -> IO.println("Hello"));
    try {
        greeting.await();
    } catch (IllegalStateException e) {
        IO.println(e.getMessage());
    }
    run(greeting);
}
