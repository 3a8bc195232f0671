package dev.rondo.http.server;

import dev.rondo.Rondo;
import dev.rondo.http.BodySource;
import dev.rondo.http.ContentDisposition;
import dev.rondo.http.Headers;
import dev.rondo.http.Json;
import dev.rondo.http.MediaType;
import dev.rondo.http.Payload;
import dev.rondo.http.SetCookie;
import dev.rondo.http.Status;
import dev.rondo.http.websocket.WebSocketOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer: status, fields and payload. Immutable, so that one may be given to many requests.
 *
 * <p>The server adds what belongs to the message and not to the answer: {@code Date}, the length,
 * {@code Connection}; it refuses fields that would contradict it.
 *
 * {@snippet :
 * Response csv = Response.text("a,b\n").withType("text/csv").withHeader("Cache-Control", "no-store");
 * }
 */
public final class Response {
    private static final Headers TEXT = Headers.of("Content-Type", "text/plain; charset=utf-8");
    private static final Headers HTML = Headers.of("Content-Type", "text/html; charset=utf-8");
    private static final Headers JSON = Headers.of("Content-Type", "application/json");
    private static final Headers BYTES = Headers.of("Content-Type", "application/octet-stream");

    private final int status;
    private final Headers headers;
    private final Payload payload;
    private final @Nullable Takeover takeover;
    private final @Nullable AutoCloseable resource;

    private Response(
            int status,
            Headers headers,
            Payload payload,
            @Nullable Takeover takeover,
            @Nullable AutoCloseable resource) {
        this.status = status;
        this.headers = headers;
        this.payload = payload;
        this.takeover = takeover;
        this.resource = resource;
    }

    private Response(int status, Headers headers, Payload payload) {
        this(status, headers, payload, null, null);
    }

    // ---- Making

    /**
     * Returns an answer.
     *
     * @param status from 200 to 599
     * @throws IllegalArgumentException if the status is none of a final answer
     */
    public static Response of(int status, Headers headers, Payload payload) {
        return new Response(checked(status), headers, payload);
    }

    /** Returns an answer without a body. */
    public static Response status(int status) {
        return of(status, Headers.none(), Payload.EMPTY);
    }

    private static int checked(int status) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status must be 200 to 599, but is " + status);
        }
        return status;
    }

    /** Returns a text as {@code text/plain}, in UTF-8. */
    public static Response text(String text) {
        return ok(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a page as {@code text/html}, in UTF-8. */
    public static Response html(String page) {
        return ok(HTML, page.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns an object as JSON.
     *
     * @throws dev.rondo.http.JsonException if it has none, or there is no library for it
     */
    public static Response json(Object value) {
        return json(value, Json.standard());
    }

    /** Like {@link #json(Object)}, by a library of the caller's choice. */
    public static Response json(Object value, Json json) {
        return ok(JSON, json.write(value));
    }

    /** Returns bytes as {@code application/octet-stream}. They are not copied. */
    public static Response bytes(byte[] bytes) {
        return ok(BYTES, bytes);
    }

    private static Response ok(Headers headers, byte[] bytes) {
        return new Response(Status.OK, headers, Payload.of(bytes));
    }

    /**
     * Returns an answer whose body is made while it is sent, in the handler's task, after the
     * handler has returned. If the source fails, the answer breaks off.
     */
    public static Response stream(BodySource source) {
        return new Response(Status.OK, BYTES, Payload.stream(source));
    }

    /**
     * Returns the answer to a request with a file: 200, 206 for parts of it, 304 if the client has
     * this version, 412 or 416 if it asks for what is not so. Suspends while the file is looked at.
     * aiohttp: {@code FileResponse}.
     *
     * <p>The file is the program's choice and may be anywhere, so do not make its path of what the
     * client says: {@link App#files} is for that.
     *
     * {@snippet :
     * app.get("/report", request ->
     *         Response.file(request, Path.of("report.pdf")).withAttachment("Report 2026.pdf"));
     * }
     *
     * @throws dev.rondo.http.HttpException if there is no such regular file: 404; if it may not be
     *     read: 403
     */
    public static Response file(Request request, Path file) {
        return file(request, file, FileOptions.defaults());
    }

    /** Like {@link #file(Request, Path)}, with options; those about folders do not count. */
    public static Response file(Request request, Path file, FileOptions options) {
        FileFinder finder = new FileFinder(options);
        return FileAnswer.of(request, Rondo.toThread(() -> finder.find(file)), options);
    }

    /**
     * Returns an answer of events that a handler sends while it likes, for a browser's {@code
     * EventSource}. It runs after the answer's head was sent; see {@link EventStream}.
     *
     * {@snippet :
     * app.get("/ticks", request -> Response.events(events -> {
     *     for (int i = 0; ; i++) {
     *         events.send("tick " + i);
     *         Rondo.sleep(1);
     *     }
     * }));
     * }
     */
    public static Response events(EventStreamHandler handler) {
        return events(EventStream.KEEP_ALIVE, handler);
    }

    /**
     * Like {@link #events(EventStreamHandler)}, with another pause after which a comment is sent.
     *
     * @param keepAlive how long nothing may be sent, so that no proxy takes the connection for
     *     dead; zero for as long as it takes; 15 s unless set
     * @throws IllegalArgumentException if it is negative
     */
    public static Response events(Duration keepAlive, EventStreamHandler handler) {
        return EventStream.answer(keepAlive, handler);
    }

    /** Returns 201 with an object as JSON. */
    public static Response created(Object value) {
        return json(value).withStatus(Status.CREATED);
    }

    /** Returns 204, which has no body. */
    public static Response noContent() {
        return status(Status.NO_CONTENT);
    }

    /**
     * Returns a redirection to see another place, which is asked for with GET: 303.
     *
     * @param location a URL, also a relative one
     * @throws IllegalArgumentException if it cannot be sent
     */
    public static Response seeOther(String location) {
        return redirect(Status.SEE_OTHER, location);
    }

    /** Returns a redirection: 301, 302, 303, 307 or 308. See {@link #seeOther}. */
    public static Response redirect(int status, String location) {
        if (status < 300 || status > 399) {
            throw new IllegalArgumentException("status must be 300 to 399, but is " + status);
        }
        return of(status, Headers.of("Location", location), Payload.EMPTY);
    }

    /**
     * Goes on with a WebSocket: returns the answer to its opening handshake, after which the
     * handler talks. aiohttp: {@code WebSocketResponse}.
     *
     * @throws dev.rondo.http.HttpException if the request is no such handshake: 400; from a page of
     *     another origin: 403; of another version of the protocol: 426
     */
    public static Response webSocket(Request request, WebSocketHandler handler) {
        return webSocket(request, WebSocketOptions.defaults().withCompress(), handler);
    }

    /** Like {@link #webSocket(Request, WebSocketHandler)}, with options. */
    public static Response webSocket(
            Request request, WebSocketOptions options, WebSocketHandler handler) {
        return WebSockets.answer(request, options, handler);
    }

    /** Returns an answer after which the connection speaks another protocol. */
    static Response takeover(int status, Headers headers, Takeover takeover) {
        return new Response(status, headers, Payload.EMPTY, takeover, null);
    }

    // ---- Changing

    /** Returns this answer with another status. */
    public Response withStatus(int status) {
        return new Response(checked(status), headers, payload, takeover, resource);
    }

    /** Returns this answer with other fields in all. */
    public Response withHeaders(Headers headers) {
        return new Response(status, headers, payload, takeover, resource);
    }

    /** Returns this answer with one field of a name in place of all that it had. */
    public Response withHeader(String name, String value) {
        return withHeaders(headers.with(name, value));
    }

    /** Returns this answer with one more field. */
    public Response plusHeader(String name, String value) {
        return withHeaders(headers.plus(name, value));
    }

    /** Returns this answer with a media type. */
    public Response withType(String type) {
        return withHeader("Content-Type", type);
    }

    /** Returns this answer with a media type. */
    public Response withType(MediaType type) {
        return withType(type.toString());
    }

    /** Returns this answer with another payload. */
    public Response withPayload(Payload payload) {
        return new Response(status, headers, payload, takeover, resource);
    }

    /**
     * Returns this answer with a cookie for the client to keep.
     *
     * @throws dev.rondo.http.MalformedException if browsers would ignore it: see {@link
     *     SetCookie#fault}
     */
    public Response withCookie(SetCookie cookie) {
        return plusHeader("Set-Cookie", cookie.format());
    }

    /**
     * Returns this answer for the browser to save under a name, whatever its letters.
     *
     * @throws dev.rondo.http.MalformedException if the name has a control character
     */
    public Response withAttachment(String fileName) {
        return withDisposition(ContentDisposition.attachment(fileName));
    }

    /** Returns this answer with how it is to be taken. */
    public Response withDisposition(ContentDisposition disposition) {
        return withHeader("Content-Disposition", disposition.format());
    }

    /**
     * Returns this answer with something that is closed when the answer has been sent, or cannot be:
     * what its payload reads from. Replaces what was to be closed before.
     *
     * {@snippet :
     * ClientResponse answer = http.get(url).send();
     * return Response.stream(answer.body()::transferTo).withResource(answer);
     * }
     */
    public Response withResource(AutoCloseable resource) {
        return new Response(status, headers, payload, takeover, resource);
    }

    // ---- What it is

    /** Returns the status. */
    public int status() {
        return status;
    }

    /** Returns the fields. */
    public Headers headers() {
        return headers;
    }

    /** Returns the payload. */
    public Payload payload() {
        return payload;
    }

    Optional<AutoCloseable> resource() {
        return Optional.ofNullable(resource);
    }

    Optional<Takeover> takeover() {
        return Optional.ofNullable(takeover);
    }

    @Override
    public String toString() {
        return "<Response " + status + " " + Status.reason(status) + ">";
    }
}
