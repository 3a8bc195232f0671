package dev.rondo.http.server;

import dev.rondo.http.ByteRange;
import dev.rondo.http.ETag;
import dev.rondo.http.Headers;
import dev.rondo.http.HttpDate;
import dev.rondo.http.HttpException;
import dev.rondo.http.Payload;
import dev.rondo.http.Preconditions;
import dev.rondo.http.Ranges;
import dev.rondo.http.Status;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Answers a request with a file that was found, in the order of RFC 9110, section 13.2.2: which
 * version; whether the client's conditions hold; whether it wants parts. Never blocks.
 */
final class FileAnswer {
    private final Request request;
    private final FileVersion version;
    private final FoundFile file;
    private final Headers shared; // of 200, 206 and 304
    private final ETag etag;
    private final Optional<Instant> modified;

    private FileAnswer(Request request, FoundFile file, FileOptions options) {
        this.request = request;
        this.file = file;
        this.version = file.best(request.headers());
        this.etag = version.etag();
        this.modified = version.modified();
        this.shared = shared(options);
    }

    /**
     * Returns the answer for what was found.
     *
     * @throws HttpException with 404 or 403, if it was no file that can be read
     */
    static Response of(Request request, FileFinder.Found found, FileOptions options) {
        return switch (found) {
            case FileFinder.Hit(FoundFile file) -> new FileAnswer(request, file, options).answer();
            case FileFinder.Forbidden() -> throw new HttpException(Status.FORBIDDEN);
            case FileFinder.Nothing(), FileFinder.Folder(_) ->
                    throw new HttpException(Status.NOT_FOUND);
        };
    }

    private Headers shared(FileOptions options) {
        Headers fields = Headers.of("ETag", etag.toString());
        if (modified.isPresent()) {
            fields = fields.plus("Last-Modified", HttpDate.format(modified.get()));
        }
        if (options.cacheControl().isPresent()) {
            fields = fields.plus("Cache-Control", options.cacheControl().get());
        }
        return file.varies() ? fields.plus("Vary", "Accept-Encoding") : fields;
    }

    private Response answer() {
        return switch (conditions()) {
            case FAILED -> Response.status(Status.PRECONDITION_FAILED);
            case NOT_MODIFIED -> Response.of(Status.NOT_MODIFIED, shared, Payload.EMPTY);
            case PROCEED -> ranges();
        };
    }

    private Preconditions conditions() {
        return Preconditions.evaluate(
                request.method(), request.headers(), Optional.of(etag), modified);
    }

    private Response ranges() {
        Optional<String> range = request.headers().first("Range");
        boolean wanted =
                range.isPresent()
                        && request.method().equals("GET") // RFC 9110, section 14.2
                        && Preconditions.rangeApplies(
                                request.headers(), Optional.of(etag), modified);
        return switch (wanted ? Ranges.parse(range.orElse(""), size()) : new Ranges.Whole()) {
            case Ranges.Whole() -> whole();
            case Ranges.Parts(var ranges) -> parts(ranges);
            case Ranges.Unsatisfiable() ->
                    Response.of(
                            Status.RANGE_NOT_SATISFIABLE,
                            Headers.of("Content-Range", Ranges.unsatisfiedContentRange(size())),
                            Payload.EMPTY);
        };
    }

    private long size() {
        return version.size();
    }

    private Headers content() {
        Headers fields = shared.plus("Accept-Ranges", "bytes");
        return version.coding().isEmpty()
                ? fields
                : fields.plus("Content-Encoding", version.coding());
    }

    private Response whole() {
        return Response.of(
                Status.OK,
                content().plus("Content-Type", file.type().toString()),
                new Payload.FilePart(version.path(), 0, size()));
    }

    private Response parts(List<ByteRange> ranges) {
        if (ranges.size() == 1) {
            ByteRange range = ranges.getFirst();
            return Response.of(
                    Status.PARTIAL_CONTENT,
                    content()
                            .plus("Content-Type", file.type().toString())
                            .plus("Content-Range", range.contentRange(size())),
                    new Payload.FilePart(version.path(), range.first(), range.length()));
        }
        FileParts parts = new FileParts(version, file.type(), ranges);
        if (parts.length() >= size()) {
            return whole(); // it is not worth it, whoever asks (RFC 9110, section 14.2)
        }
        return Response.of(
                Status.PARTIAL_CONTENT,
                content().plus("Content-Type", parts.type()),
                new Payload.Stream(parts.length(), true, parts));
    }
}
