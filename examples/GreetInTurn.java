// Calls that wait are sequential, as in any Java program: the second begins when the first is over.
// Prints Alice's two lines, then Bob's; two seconds in all.
import static dev.rondo.Rondo.*;

void greet(String name) {
    IO.println("Hello, " + name + "!");
    sleep(1);
    IO.println("Goodbye, " + name + "!");
}

void main() {
    run(() -> {
        greet("Alice");
        greet("Bob");
    });
}
