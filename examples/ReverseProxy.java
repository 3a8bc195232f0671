// A reverse proxy: passes requests on to another server, and both bodies through as they come. Give it
// a port and the URL of the server: ./rondo run examples/ReverseProxy.java 8080 http://localhost:8000
import static dev.rondo.Rondo.*;

import dev.rondo.http.*;
import dev.rondo.http.client.*;
import dev.rondo.http.server.*;

/** Fields of one connection, which are not passed on (RFC 9110, section 7.6.1). */
final Set<String> ofTheConnection =
        Set.of("connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade",
                "proxy-connection", "content-length", "host");

Headers passedOn(Headers headers) {
    Headers kept = Headers.none();
    for (var field : headers) {
        if (!ofTheConnection.contains(field.name().toLowerCase(Locale.ROOT))) {
            kept = kept.plus(field.name(), field.value());
        }
    }
    return kept;
}

Response pass(Request request, Client http, String upstream) {
    var call = http.request(request.method(), upstream + request.target()).headers(passedOn(request.headers()));
    long length = request.body().length().orElse(Payload.UNKNOWN);
    if (length != 0) {
        call.payload(new Payload.Stream(length, false, request.body()::transferTo));
    }
    try {
        var answer = call.decompress(false).allowRedirects(false).send();
        long size = answer.body().length().orElse(Payload.UNKNOWN);
        var payload = new Payload.Stream(size, false, answer.body()::transferTo);
        return Response.of(answer.status(), passedOn(answer.headers()), payload)
                .withResource(answer); // closed when it is sent, or cannot be
    } catch (ClientException e) {
        throw new HttpException(Status.BAD_GATEWAY);
    }
}

void main(String[] args) {
    int port = Integer.parseInt(args[0]);
    run(() -> {
        try (var http = new Client()) {
            var app = new App();
            app.any("/{path...}", request -> pass(request, http, args[1]));
            try (var server = app.start(ServeOptions.on("localhost", port))) {
                IO.println("Serving on " + server.url());
                server.serveForever();
            }
        }
    });
}
