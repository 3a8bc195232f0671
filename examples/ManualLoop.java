// A loop made, used and closed by hand; run() does the same, and cleans up what is left.
// Prints both words: the first run ends when its lambda is through, the second uses the loop again.
import dev.rondo.EventLoop;
import dev.rondo.Rondo;

void main() {
    try (var loop = EventLoop.create()) {
        loop.runUntilComplete(() -> {
            IO.println("Hello");
            Rondo.sleep(0.1);
        });
        String word = loop.runUntilComplete(() -> "World");
        IO.println(word);
    }
}
