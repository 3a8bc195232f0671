// Server-sent events: a page that shows the time as the server tells it, once a second, to as many
// browsers as come. With curl: curl -N http://localhost:8080/clock
import static dev.rondo.Rondo.*;

import dev.rondo.http.server.*;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;

final String page =
        """
        <!doctype html><meta charset="utf-8"><title>Clock</title><h1>...</h1>
        <script>
            new EventSource('/clock').onmessage =
                event => document.querySelector('h1').textContent = event.data;
        </script>
        """;

void main(String[] args) {
    int port = args.length == 0 ? 8080 : Integer.parseInt(args[0]);
    var app = new App();
    app.get("/", _ -> Response.html(page));
    app.get("/clock", _ ->
            Response.events(events -> {
                while (true) { // until the client leaves
                    events.send(LocalTime.now().truncatedTo(ChronoUnit.SECONDS).toString());
                    sleep(1);
                }
            }));
    run(() -> {
        try (var server = app.start(ServeOptions.on("localhost", port))) {
            IO.println("Serving on " + server.url());
            server.serveForever();
        }
    });
}
