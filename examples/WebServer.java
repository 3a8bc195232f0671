// A web server that answers JSON. One handler asks another API and waits for it; meanwhile others are
// answered. Try curl http://localhost:8080/ and /weather/Oslo. A port may be given. Ctrl-C ends it.
import static dev.rondo.Rondo.*;

import dev.rondo.http.client.*;
import dev.rondo.http.server.*;

record Weather(String city, double degrees) {}

record Report(String city, double degrees, String advice) {}

/** Stands for somebody else's API, which takes its time. */
App weatherService() {
    var app = new App();
    app.get("/weather/{city}", request -> {
        sleep(0.5);
        return Response.json(new Weather(request.path().get("city"), 21.5));
    });
    return app;
}

App site(Client http, String weatherUrl) {
    var app = new App();
    app.get("/", _ -> Response.json(List.of("ask for /weather/{city}")));
    app.get("/weather/{city}", request -> {
        String city = request.path().get("city");
        Weather weather = http.get(weatherUrl + "/weather/" + city).json(Weather.class); // waits
        String advice = weather.degrees() < 10 ? "take a coat" : "go out";
        return Response.json(new Report(weather.city(), weather.degrees(), advice));
    });
    return app;
}

void main(String[] args) {
    int port = args.length == 0 ? 8080 : Integer.parseInt(args[0]);
    run(() -> {
        try (var api = weatherService().start(ServeOptions.on("localhost", 0));
                var http = new Client();
                var server = site(http, api.url()).start(ServeOptions.on("localhost", port))) {
            IO.println("Serving on " + server.url());
            server.serveForever();
        }
    });
}
