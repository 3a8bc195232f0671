// Takes files from a form and shows the progress: the browser's by its own events, the server's in
// what it prints. They go under names that are safe to a folder, by default a temporary one.
// Arguments: port, folder.
import static dev.rondo.Rondo.*;

import dev.rondo.http.*;
import dev.rondo.http.server.*;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

final String page =
        """
        <!doctype html><meta charset="utf-8"><title>Upload</title>
        <form method="post" enctype="multipart/form-data">
        <input type="file" name="file" multiple><button>Send</button></form>
        """;

/** Writes a part to a file piece by piece; the blocking writes are another thread's. */
long save(Part part, Path target) throws IOException {
    long total = 0;
    try (var file = FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        for (ByteBuffer piece : part.body().pieces()) {
            total += piece.remaining();
            toThread(() -> file.write(piece));
            if (total % (4 << 20) < (16 << 10)) {
                IO.println(target.getFileName() + ": " + total + " bytes");
            }
        }
    }
    return total;
}

Response upload(Request request, Path folder) throws IOException {
    var saved = new ArrayList<String>();
    for (var part : request.body().multipart()) {
        if (part.fileName().isPresent()) {
            Path target = folder.resolve(part.safeFileName().orElse("unnamed"));
            saved.add(target.getFileName() + " " + save(part, target));
        }
    }
    return Response.json(saved);
}

void main(String[] args) throws IOException {
    int port = args.length == 0 ? 8080 : Integer.parseInt(args[0]);
    Path folder = args.length < 2 ? Files.createTempDirectory("uploads") : Path.of(args[1]);
    var app = new App();
    app.get("/", _ -> Response.html(page));
    app.post("/", request -> upload(request, folder)); // streamed: no limit but the disk's
    run(() -> {
        try (var server = app.start(ServeOptions.on("localhost", port))) {
            IO.println("Serving on " + server.url());
            server.serveForever();
        }
    });
}
