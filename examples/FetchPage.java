// Fetches a page through a client and prints its status, type and first line: from a server that it
// starts, or from a URL that is given, as https://example.com/.
import static dev.rondo.Rondo.*;

import dev.rondo.http.client.*;
import dev.rondo.http.server.*;

void fetch(String url) throws Exception {
    try (var http = new Client();
            var response = http.get(url).timeout(10).send()) {
        IO.println(response.status() + " " + response.body().type());
        for (String line : response.body().lines()) {
            IO.println(line);
            break; // the rest is not read
        }
    }
}

void main(String[] args) {
    run(() -> {
        if (args.length > 0) {
            fetch(args[0]);
            return;
        }
        var app = new App();
        app.get("/", _ -> Response.html("<h1>It works</h1>\n<p>More to read.\n"));
        try (var server = app.start(ServeOptions.on("localhost", 0))) {
            fetch(server.url() + "/");
        }
    });
}
