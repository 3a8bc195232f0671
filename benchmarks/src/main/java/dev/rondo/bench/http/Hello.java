package dev.rondo.bench.http;

import static dev.rondo.Rondo.run;

import dev.rondo.http.server.App;
import dev.rondo.http.server.Response;
import dev.rondo.http.server.ServeOptions;

/**
 * The smallest server, whose time from its start to its first answer is measured.
 *
 * <p>Arguments: PORT. It ends with its input.
 */
public final class Hello {
    private Hello() {}

    /** Serves until its input ends. */
    public static void main(String[] arguments) throws Exception {
        App app = new App();
        app.get("/plaintext", _ -> Response.text("Hello, World!"));
        Thread.ofPlatform().daemon().start(RondoServer::endWithInput);
        run(() -> app.serve(ServeOptions.on("127.0.0.1", Integer.parseInt(arguments[0]))));
    }
}
