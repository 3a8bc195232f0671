package dev.rondo.http.client;

import dev.rondo.http.Body;
import dev.rondo.http.Headers;
import dev.rondo.http.Link;
import dev.rondo.http.Url;
import dev.rondo.stream.StreamInfo;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request: its head is there, its body comes while it is read. Belongs to the task
 * that sent the request, or the one it was given to.
 *
 * <p>It holds a connection until its body is read to the end or it is closed. One that is forgotten
 * is reported to the loop's exception handler when the garbage collector has found it, and its
 * connection closed.
 *
 * {@snippet :
 * try (ClientResponse response = http.get(url).send()) {
 *     if (response.isSuccessful()) {
 *         println(response.text());
 *     }
 * }
 * }
 */
public final class ClientResponse implements AutoCloseable {
    private final Exchange exchange;
    private @Nullable AnswerBody body;

    ClientResponse(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Returns the status, from 200 to 999; 101 for an upgrade that was asked for. */
    public int status() {
        return exchange.head().status();
    }

    /** Returns the reason that the server gave; may be empty. */
    public String reason() {
        return exchange.head().reason();
    }

    /** Returns whether the status is from 200 to 299. */
    public boolean isSuccessful() {
        return status() >= 200 && status() < 300;
    }

    /** Returns the fields, of which a body that was decompressed still has Content-Encoding. */
    public Headers headers() {
        return exchange.head().headers();
    }

    /** Returns the URL that answered: the last one of the redirects, without user info. */
    public Url url() {
        return exchange.url();
    }

    /** Returns the method that was answered, which a redirect may have changed. */
    public String method() {
        return exchange.request().method();
    }

    /** Returns the redirects that led here, the first one first. */
    public List<Redirect> history() {
        return exchange.history();
    }

    /** Returns the links of the {@code Link} fields, resolved against {@link #url}. */
    public List<Link> links() {
        return Link.parse(headers(), url());
    }

    /** Returns the first link of a relation, such as {@code next}, if there is one. */
    public Optional<Link> link(String relation) {
        return links().stream()
                .filter(link -> link.relations().contains(relation.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** Returns what is known of the connection: addresses, TLS session. */
    public StreamInfo info() {
        return exchange.info();
    }

    /** Returns the body, decompressed unless that is off. Read it to its end or close this. */
    public Body body() {
        AnswerBody made = body;
        if (made == null) {
            made = new AnswerBody(this, exchange);
            body = made;
        }
        return made;
    }

    /**
     * Returns the body as text in its charset, UTF-8 if none was named. Suspends. See {@link
     * Body#text}.
     *
     * @throws PayloadException if it is larger than the request's limit, not whole, or not text
     */
    public String text() {
        return body().text();
    }

    /** Returns the body. See {@link #text}. */
    public byte[] bytes() {
        return body().bytes();
    }

    /**
     * Returns the object of a class that the body's JSON stands for. See {@link #text}.
     *
     * @throws PayloadException also if it is no such JSON
     */
    public <T> T json(Class<T> type) {
        return body().json(type);
    }

    /** Like {@link #json(Class)}, for a type with parameters, as a list of records. */
    public Object json(Type type) {
        return body().json(type);
    }

    /** Writes the body to a file, of any size, and returns how many bytes. See {@link Body}. */
    public long saveTo(Path file) {
        return body().saveTo(file);
    }

    /**
     * Returns this answer if its status is less than 400, and closes it if not.
     *
     * @throws StatusException if it is 400 or more
     */
    public ClientResponse raiseForStatus() {
        if (status() >= 400) {
            close();
            throw exchange.statusException();
        }
        return this;
    }

    /**
     * Ends with the answer. What is left of its body is dropped if it is there already and small;
     * else the connection is closed. Never suspends but for TLS's good-bye; does nothing the second
     * time.
     */
    @Override
    public void close() {
        if (body != null) {
            body.close();
        }
        exchange.close();
    }

    Exchange exchange() {
        return exchange;
    }

    /** Shows no query's and no field's value. */
    @Override
    public String toString() {
        return "<ClientResponse " + status() + " " + method() + " " + url().redacted() + ">";
    }
}
