package dev.rondo.http.server;

import dev.rondo.Rondo;
import dev.rondo.http.Headers;
import dev.rondo.http.HttpException;
import dev.rondo.http.Payload;
import dev.rondo.http.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Serves the files of a folder. Belongs to the loop's thread.
 *
 * <p>A file is looked for in a thread, since a folder may be on a disk that sleeps. What was found
 * is known for a second; then, and only then, one look at the very file that is to be sent is
 * enough, whose attributes the system has in memory: so a file that is asked for often costs no
 * hand-over, and one that was changed, replaced or removed is never sent as what it was.
 */
final class StaticFiles implements Handler {
    private static final Duration KNOWN = Duration.ofSeconds(1);
    private static final int MOST = 1024; // files that are known

    private record Known(FoundFile file, Duration since) {}

    private final Path folder;
    private final FileOptions options;
    private final FileFinder finder;
    private final Map<List<String>, Known> known = new LinkedHashMap<>();

    StaticFiles(Path folder, FileOptions options) {
        this.folder = folder;
        this.options = options;
        this.finder = new FileFinder(options);
    }

    @Override
    public Response handle(Request request) throws Exception {
        List<String> segments = request.path().rest();
        if (!finder.areNames(segments)) {
            throw new HttpException(Status.NOT_FOUND);
        }
        return switch (find(request, segments)) {
            case FileFinder.Folder(Path path) when segments.getLast().isEmpty() ->
                    list(request, path);
            case FileFinder.Folder(_) -> toFolder(request);
            case FileFinder.Found found -> FileAnswer.of(request, found, options);
        };
    }

    private FileFinder.Found find(Request request, List<String> segments) {
        Duration now = Rondo.runningLoop().time();
        Known before = known.get(segments);
        if (before != null
                && now.minus(before.since()).compareTo(KNOWN) < 0
                && now.compareTo(before.since()) >= 0 // else of another loop
                && before.file().best(request.headers()).isCurrent()) {
            return new FileFinder.Hit(before.file());
        }
        FileFinder.Found found = Rondo.toThread(() -> finder.find(folder, segments));
        known.remove(segments);
        if (found instanceof FileFinder.Hit(FoundFile file)) {
            if (known.size() >= MOST) {
                known.remove(known.keySet().iterator().next()); // the one found first
            }
            known.put(segments, new Known(file, now));
        }
        return found;
    }

    private Response list(Request request, Path path) throws IOException {
        if (!options.listing()) {
            throw new HttpException(Status.NOT_FOUND);
        }
        String title = "/" + String.join("/", request.path().parts());
        String page = Rondo.toThread(() -> FileListing.of(path, title, options));
        return Response.html(page)
                .withHeader("X-Content-Type-Options", "nosniff")
                .withHeader("Content-Security-Policy", "default-src 'none'");
    }

    /**
     * Sends the client to the path with a slash behind it, so that relative links work. The
     * reference is relative and begins with a dot: whatever the name, it stays on this host.
     */
    static Response toFolder(Request request) {
        String path = request.path().toString();
        String name = path.substring(path.lastIndexOf('/') + 1);
        String query = request.rawQuery();
        return Response.of(
                Status.MOVED_PERMANENTLY,
                Headers.of("Location", "./" + name + "/" + (query.isEmpty() ? "" : "?" + query)),
                Payload.EMPTY);
    }

    @Override
    public String toString() {
        return "<StaticFiles " + folder + ">";
    }
}
