// A lambda is a coroutine: hello() runs when the loop awaits it, and sleep suspends only its task.
// Prints Hello, and World one second later; without run() it would print nothing.
import static dev.rondo.Rondo.*;

void hello() {
    IO.println("Hello");
    sleep(1);
    IO.println("World");
}

void main() {
    run(() -> hello());
}
