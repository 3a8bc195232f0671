// A Coroutine is a lambda with a name: lazy, run once, and it prints as what it is.
// Prints it before it has run, what it does when it runs, and it again with its new state.
import static dev.rondo.Rondo.*;

void main() {
    var greeting = coroutine("greet", () -> IO.println("Hello, World!"));
    IO.println(greeting);
    run(greeting);
    IO.println(greeting);
}
