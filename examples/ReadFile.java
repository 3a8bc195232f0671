// Reading a file suspends the task, not the loop: a ticker beside it goes on.
// ReadFile [FILE]: prints its lines; without an argument it makes a file of three lines first.
import static dev.rondo.Rondo.*;

import dev.rondo.file.*;
import java.nio.file.Path;
import java.util.List;

void main(String[] arguments) {
    run(() -> {
        if (arguments.length > 0) {
            print(Path.of(arguments[0]));
            return;
        }
        try (TemporaryDirectory folder = Files.temporaryDirectory()) {
            Path path = folder.path().resolve("poem.txt");
            Files.write(path, List.of("The loop goes on", "while the disk looks", "for the line."));
            print(path);
        }
    });
}

void print(Path path) {
    try (File file = Files.open(path)) {
        int number = 0;
        for (String line : file.lines()) {
            number++;
            IO.println(number + " " + line);
        }
    }
}
