// A Coroutine that is made and dropped: the await is missing, so it never greets anybody.
// Prints only the last line; a warning on stderr names the coroutine and the line that made it.
import static dev.rondo.Rondo.*;

void main() {
    run(() -> {
        coroutine("greet", () -> IO.println("Hello, World!"));
        IO.println("Nobody was greeted");
    });
}
