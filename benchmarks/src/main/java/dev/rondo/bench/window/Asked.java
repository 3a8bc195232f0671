package dev.rondo.bench.window;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * What the harness asks of a client, by lines: {@code run SECONDS} is answered with {@code ran}
 * when the window has ended, {@code tell} then with its figures. The harness reads the clocks in
 * between. {@code run SECONDS watched}: with something beside that watches, for who has that.
 */
public final class Asked {
    private final BufferedReader input =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    private Window window = new Window(0);
    private String more = "";
    private boolean watched;

    /** Says that the client can be asked. */
    public Asked() {
        IO.println("READY");
    }

    /**
     * Returns how many seconds the next window is to last, or -1 if there is to be none. Blocks.
     */
    public double next() throws IOException {
        for (String line; (line = input.readLine()) != null; ) {
            if (!line.equals("tell")) {
                String[] words = line.split(" ");
                watched = words.length > 2;
                return Double.parseDouble(words[1]);
            }
            IO.println(window.json(more));
        }
        return -1;
    }

    /** Returns whether the window that was asked for last is to be watched. */
    public boolean watched() {
        return watched;
    }

    /** Answers with a window; {@code figures}: further members of its JSON, each after a comma. */
    public void ran(Window ended, String figures) {
        window = ended;
        more = figures;
        IO.println("ran");
    }

    /** Answers with what has gone wrong, and ends the program. */
    public static void failed(Throwable why) {
        Throwable first = why;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        IO.println("failed: " + first);
        System.exit(1);
    }
}
