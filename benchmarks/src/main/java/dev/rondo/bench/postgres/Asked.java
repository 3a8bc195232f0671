package dev.rondo.bench.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * What the harness asks of a client, by lines: {@code run SECONDS} is answered with {@code ran}
 * when the window has ended, {@code tell} then with its figures. The harness reads the clocks in
 * between.
 */
public final class Asked {
    private final BufferedReader input =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    private Window window = new Window(0);
    private String more = "";

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
                return Double.parseDouble(line.substring(line.indexOf(' ')));
            }
            IO.println(window.json(more));
        }
        return -1;
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
