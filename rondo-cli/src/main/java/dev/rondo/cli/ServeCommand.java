package dev.rondo.cli;

import dev.rondo.Rondo;
import dev.rondo.http.server.App;
import dev.rondo.http.server.FileOptions;
import dev.rondo.http.server.HttpServer;
import dev.rondo.http.server.ServeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code rondo serve}: the files of a folder, with listings, as {@code python -m http.server}.
 *
 * @param folder what is served
 * @param host whose addresses it listens on; empty for all
 * @param port 0 lets the system choose
 */
record ServeCommand(Path folder, String host, int port) {
    static final String USAGE =
            """
            usage: rondo serve [FOLDER] [--port N] [--host HOST]

            Serves the files of FOLDER (this one, unless given) with listings, on localhost and
            port 8000, until Ctrl-C. A HOST of "" stands for all interfaces.\
            """;

    static ServeCommand parse(List<String> words) {
        String folder = "";
        String host = "localhost";
        int port = 8000;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            switch (word) {
                case "--port" -> port = port(value(words, ++i, word));
                case "--host" -> host = value(words, ++i, word);
                default -> {
                    if (word.startsWith("-") || !folder.isEmpty()) {
                        throw Fault.usage("rondo serve: what is '" + word + "'?\n" + USAGE);
                    }
                    folder = word;
                }
            }
        }
        return new ServeCommand(Path.of(folder), host, port);
    }

    private static String value(List<String> words, int index, String option) {
        if (index >= words.size()) {
            throw Fault.usage("rondo serve: " + option + " needs a value\n" + USAGE);
        }
        return words.get(index);
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw Fault.usage("rondo serve: not a port: " + text + "\n" + USAGE);
    }

    void run() throws Exception {
        if (!Files.isDirectory(folder.toAbsolutePath())) {
            throw Fault.failed("rondo serve: " + folder + " is no folder");
        }
        App app = new App();
        app.files("/", folder, FileOptions.defaults().withListing(true));
        Rondo.run(() -> {
            try (HttpServer server = app.start(ServeOptions.on(host, port))) {
                System.out.println(
                        "Serving " + folder.toAbsolutePath().normalize() + " on " + server.url());
                server.serveForever();
            }
        });
    }
}
