package dev.rondo.http.server;

import dev.rondo.CancelledError;
import dev.rondo.ExceptionContext;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.Headers;
import dev.rondo.http.HttpException;
import dev.rondo.http.Status;
import dev.rondo.http.wire.Http1Parser;
import dev.rondo.http.wire.HttpSyntaxException;
import dev.rondo.http.wire.RequestHead;
import dev.rondo.http.wire.TargetForm;
import dev.rondo.stream.Connection;
import dev.rondo.stream.StreamClosedException;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.StreamReader;
import dev.rondo.stream.StreamWriter;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection that speaks HTTP/1.1: reads a request, has it answered in its own task, answers, and
 * goes on with the next. So answers have the order of their requests (RFC 9112, section 9.3.2), and
 * those to requests that came together leave together, at the end of the loop's pass.
 *
 * <p>{@link Phase} is what the sweep looks at. Belongs to the loop's thread.
 *
 * <p>Rejected: a task a request (3 to 8 % of the rate), and to watch for the client's leaving (1.2
 * us a request); both can be had by those who need them.
 */
final class HttpConnection implements Peer {
    /** Of a body that nobody wanted, so much is dropped to keep the connection. */
    private static final int SKIPPED = 64 * 1024;

    /** So much of a body that was refused is dropped as fast as it comes, what follows slowly. */
    private static final int LINGER_BYTES = 16 * 1024 * 1024;

    /** Between two reads of the rest: a few MB a second, and then a client looks for the answer. */
    private static final Duration LINGER_PAUSE = Duration.ofMillis(20);

    private static final byte[] CONTINUE =
            "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Site site;
    private final Connection connection;
    private final StreamReader reader;
    private final StreamWriter writer;
    private final ByteQueue in;
    private final Http1Parser parser;
    private final AnswerWriter answers;
    private int requests;

    private final Task<?> task;
    private final PhaseWatch watch;
    private boolean cut; // this end has given the client up
    private @Nullable RuntimeException clientFailure; // the last that was the client's doing

    HttpConnection(Site site, Connection connection) {
        this.site = site;
        this.connection = connection;
        this.reader = connection.reader();
        this.writer = connection.writer();
        reader.setLimit(2 * site.options.heads().maxHeadBytes()); // the parser's limit comes first
        this.in = reader.buffer();
        this.parser = site.parser();
        this.task = Rondo.currentTask().orElseThrow();
        this.watch = new PhaseWatch(site.limits);
        this.answers = new AnswerWriter(this, writer);
    }

    Site site() {
        return site;
    }

    /** Returns the task that serves it. */
    Task<?> task() {
        return task;
    }

    ByteQueue in() {
        return in;
    }

    @Override
    public Optional<SocketAddress> address() {
        return connection.info().peer();
    }

    @Override
    public boolean isSecure() {
        return site.options.tls().isPresent();
    }

    /** Serves requests until the connection is to be closed. */
    void serve() throws Exception {
        site.sweep.add(this);
        try {
            // A method a turn: a loop that never ends stays interpreted.
            while (turn()) {}
        } catch (StreamClosedException e) {
            if (!cut) {
                throw e;
            }
        } finally {
            site.sweep.remove(this);
        }
    }

    private boolean turn() throws Exception {
        try {
            RequestHead head = nextHead();
            return head != null && serve(head);
        } catch (HttpSyntaxException e) {
            refuse(e);
            return false;
        }
    }

    // ---- A head

    private @Nullable RequestHead nextHead() {
        enter(Phase.IDLE);
        RequestHead head;
        do {
            if (in.isEmpty() && !(connection.awaitRequest() && (!in.isEmpty() || reader.fill()))) {
                return null;
            }
            head = parser.parseRequest(in);
        } while (head == null && in.isEmpty()); // empty lines begin no request
        if (head == null) {
            enter(Phase.HEAD);
            while (head == null) {
                if (!reader.fill()) {
                    return null; // it has left in the middle
                }
                head = parser.parseRequest(in);
            }
        }
        reader.taken(); // connections that are read in one pass use the same memory in turn
        enter(Phase.HANDLING);
        return head;
    }

    // ---- A request

    private boolean serve(RequestHead head) throws Exception {
        requests++;
        watch.beginRequest();
        RequestBody body = new RequestBody(this, head, site.json, site.options.maxBody());
        Request request;
        Response response;
        Optional<AccessLog> log = site.options.accessLog();
        Duration begin = log.isPresent() ? site.loop.time() : Duration.ZERO;
        try {
            request = request(head, body);
            response = answer(request);
        } catch (HttpException e) { // of the target
            request = malformed();
            response = around(request, e);
        }
        try {
            body.beforeAnswer(response);
            boolean isHead = head.method().equals("HEAD");
            boolean keep = mayKeep(head, body);
            long sent = send(isHead, head.version() == 11, request, response, keep);
            if (log.isPresent()) {
                log(log.get(), request, response, sent, begin);
            }
            return goesOn(response, body);
        } finally {
            response.resource().ifPresent(this::release);
        }
    }

    /** Returns whether another request may follow, as far as the answer lets it. */
    private boolean mayKeep(RequestHead head, RequestBody body) {
        return head.keepAlive()
                && requests < site.options.maxRequests()
                && !connection.draining()
                && !site.isStopping()
                && head.form() != TargetForm.AUTHORITY // what follows is no request
                && body.endsWithin(SKIPPED);
    }

    private void release(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) { // the answer is sent
            report("A resource of an answer could not be closed", e);
        }
    }

    private boolean goesOn(Response response, RequestBody body) throws Exception {
        Takeover takeover = response.takeover().orElse(null);
        if (takeover != null) {
            answers.flush();
            enter(Phase.TAKEN);
            ByteQueue received = new ByteQueue();
            received.add(ByteBuffer.wrap(reader.takeBuffered()));
            takeover.run(site, connection.stream(), received);
            return false;
        }
        if (!answers.keeps()) {
            linger(!body.isReceived());
            return false;
        }
        if (!body.isReceived()) {
            try {
                body.skipRest();
            } catch (HttpSyntaxException e) { // the answer is out already
                linger(true);
                return false;
            }
        }
        return true;
    }

    private Request request(RequestHead head, RequestBody body) {
        String target = head.target();
        String path =
                switch (head.form()) {
                    case ORIGIN -> target;
                    case ABSOLUTE -> AbsoluteTarget.path(target);
                    case ASTERISK -> "/*";
                    case AUTHORITY -> throw new HttpException(Status.NOT_IMPLEMENTED);
                };
        int question = path.indexOf('?');
        return new Request(
                new Request.RequestLine(
                        head.method(), target, head.version() == 11 ? "HTTP/1.1" : "HTTP/1.0"),
                RequestPath.parse(question < 0 ? path : path.substring(0, question)),
                head.headers(),
                body,
                this);
    }

    private Response answer(Request request) throws Exception {
        try {
            return site.options.cancelsOnHangUp() ? watched(request) : dispatch(request);
        } catch (HttpException e) {
            return Answers.of(e);
        } catch (Throwable e) { // a handler's failure is one answer's
            if (!isPrograms(e)) {
                throw e;
            }
            report("Unhandled exception in the handler of " + request, e);
            return request.failed(Answers.of(new HttpException(Status.INTERNAL_SERVER_ERROR)));
        }
    }

    private Response dispatch(Request request) throws Exception {
        if (request.target().equals("*")) {
            return Response.noContent();
        }
        return present(site.dispatcher.dispatch(request));
    }

    private static Response present(@Nullable Response response) {
        if (response == null) {
            throw new IllegalStateException("The handler has returned null instead of a Response");
        }
        return response;
    }

    private Response watched(Request request) throws Exception {
        connection.stream().onHangUp(() -> task.cancel("the client has left"));
        try {
            return dispatch(request);
        } finally {
            if (!connection.stream().isClosed()) {
                connection.stream().removeOnHangUp();
            }
        }
    }

    /**
     * Returns whether a failure is the program's own, and not due to its client, which has gone, or
     * to a cancellation of this connection.
     */
    boolean isPrograms(Throwable failure) {
        return switch (failure) {
            case StreamException e -> e != clientFailure && !cut;
            case HttpException e -> e != clientFailure;
            case CancelledError _ -> !Rondo.cancelRequested(); // that of a task it waited for
            default -> true;
        };
    }

    void report(String message, Throwable failure) {
        site.loop.callExceptionHandler(new ExceptionContext(message, failure));
    }

    // ---- What is refused

    private Request malformed() {
        return new Request(
                new Request.RequestLine("-", "-", "HTTP/1.1"),
                RequestPath.parse("/"),
                Headers.none(),
                new NoBody(),
                this);
    }

    /** Answers what is no request; the app's middlewares see it. */
    private void refuse(HttpSyntaxException e) throws Exception {
        Request request = malformed();
        Response response = around(request, new HttpException(e.status(), e.kind().text()));
        try {
            long sent = send(false, true, request, response, false);
            Optional<AccessLog> log = site.options.accessLog();
            if (log.isPresent()) {
                log(log.get(), request, response, sent, site.loop.time());
            }
            linger(true);
        } finally {
            response.resource().ifPresent(this::release);
        }
    }

    private Response around(Request request, HttpException failure) throws Exception {
        try {
            return present(
                    site.dispatcher.around(
                            request,
                            _ -> {
                                throw failure;
                            }));
        } catch (HttpException e) {
            return Answers.of(e);
        } catch (Throwable e) {
            if (!isPrograms(e)) {
                throw e;
            }
            report("Unhandled exception in a middleware", e);
            return Answers.of(new HttpException(Status.INTERNAL_SERVER_ERROR));
        }
    }

    // ---- An answer

    private long send(
            boolean isHead, boolean http11, Request request, Response response, boolean keep)
            throws Exception {
        try {
            return answers.send(isHead, http11, keep, response);
        } catch (AnswerWriter.Unfit e) { // nothing of it was sent
            report("The answer to " + request + " cannot be sent", e);
            return answers.send(
                    isHead,
                    http11,
                    keep,
                    Answers.of(new HttpException(Status.INTERNAL_SERVER_ERROR)));
        }
    }

    private void log(AccessLog log, Request request, Response response, long sent, Duration begin) {
        try {
            Duration took = site.loop.time().minus(begin);
            log.log(
                    new Answered(
                            request,
                            response,
                            sent,
                            site.options.clock().instant().minus(took),
                            took));
        } catch (RuntimeException | Error e) {
            if (!isPrograms(e)) {
                throw e;
            }
            report("Unhandled exception in the access log", e);
        }
    }

    /**
     * Ends this end's direction and drops what the client still sends, for a while: else the system
     * answers that with a reset, which takes the answer from the client (RFC 9112, section 9.6).
     */
    private void linger(boolean expectsMore) {
        if (cut) {
            return;
        }
        answers.flush(); // at the client's pace
        enter(Phase.LINGERING);
        if (!expectsMore && in.isEmpty() && !connection.stream().isReadable()) {
            return;
        }
        if (writer.canWriteEof()) {
            writer.writeEof();
        }
        long dropped = 0;
        do {
            dropped += in.size();
            in.skip(in.size());
            watch.moved();
            if (dropped > LINGER_BYTES) {
                Rondo.sleep(LINGER_PAUSE);
            }
        } while (!connection.draining() && reader.fill());
    }

    // ---- For the body and the answer

    boolean fillForBody() {
        return inBody(() -> {
            int before = in.size();
            boolean more = reader.fill();
            watch.received(in.size() - before);
            return more;
        });
    }

    int readForBody(ByteBuffer target) {
        return inBody(() -> {
            int count = reader.read(target);
            watch.received(Math.max(0, count));
            return count;
        });
    }

    private <T> T inBody(Supplier<T> read) {
        Phase before = enter(Phase.BODY);
        try {
            return read.get();
        } catch (StreamException e) {
            throw clients(e);
        } finally {
            enter(before);
        }
    }

    /** Says that a failure is the client's doing, and returns it. */
    <E extends RuntimeException> E clients(E failure) {
        clientFailure = failure;
        return failure;
    }

    Departure departure() {
        return new ClientDeparture(site, connection.stream());
    }

    boolean isAnswering() {
        return answers.isSending();
    }

    void sendContinue() {
        answers.write(ByteBuffer.wrap(CONTINUE));
    }

    Phase enter(Phase next) {
        return watch.enter(next);
    }

    // ---- The sweep

    void tick() {
        switch (watch.tick(answers.hasMoved())) {
            case GO_ON -> {}
            case CLOSE -> {
                if (!connection.stream().isReadable()) { // else a request has just come
                    cut = true;
                    connection.stream().close();
                }
            }
            case TIME_OUT -> timeOut();
            case ABORT -> abort();
        }
    }

    /** Gives the client up at once. */
    void abort() {
        cut = true;
        connection.stream().abort();
    }

    private void timeOut() {
        if (answers.isSending() || !answers.sendTimeout()) {
            abort();
            return;
        }
        cut = true;
        writer.close();
    }

    @Override
    public String toString() {
        return "<HttpConnection " + connection.stream() + " " + watch.phase() + ">";
    }
}
