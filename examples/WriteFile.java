// Writes a file in a scope that closes it: when the scope is over, all of it is with the system.
// WriteFile [FILE]: without an argument the file is a temporary one, which is deleted.
import static dev.rondo.Rondo.*;
import static java.nio.file.StandardOpenOption.*;

import dev.rondo.file.*;
import java.nio.file.Path;

void main(String[] arguments) {
    run(() -> {
        if (arguments.length > 0) {
            write(Path.of(arguments[0]));
            return;
        }
        try (TemporaryDirectory folder = Files.temporaryDirectory()) {
            write(folder.path().resolve("greetings.txt"));
        }
    });
}

void write(Path path) {
    try (File file = Files.open(path, CREATE, WRITE, TRUNCATE_EXISTING)) {
        for (String name : new String[] {"Alice", "Bob", "Carol"}) {
            file.write("Hello, " + name + "!\n");
        }
    }
    IO.println("Write complete");
    IO.println(Files.readString(path).strip());
}
