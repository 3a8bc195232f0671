// A body with two checked exceptions, in a method that declares just these two: timeout has one
// type
// for both, which is Exception, so they are named again behind it.
// Prints a line, and then that the lines are over.
import static dev.rondo.Rondo.*;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

String next(BlockingQueue<String> lines) throws IOException, InterruptedException {
    try {
        return timeout(1, () -> taken(lines));
    } catch (IOException | InterruptedException e) {
        throw e; // what the body declares
    } catch (Exception e) {
        throw (RuntimeException) e; // the rest needs no declaration
    }
}

String taken(BlockingQueue<String> lines) throws IOException, InterruptedException {
    String line = lines.take();
    if (line.isEmpty()) {
        throw new IOException("the lines are over");
    }
    return line;
}

void main() throws InterruptedException {
    run(() -> {
        var lines = new LinkedBlockingQueue<>(java.util.List.of("one", ""));
        try {
            IO.println(next(lines));
            IO.println(next(lines));
        } catch (IOException e) {
            IO.println(e.getMessage());
        }
    });
}
