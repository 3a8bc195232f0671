package dev.rondo.http;

import java.util.Optional;

/** A part of a {@link Multipart} body. Belongs to the task that reads it. */
public final class Part {
    private final Headers headers;
    private final Optional<ContentDisposition> disposition;
    private final Body body;

    Part(Headers headers, Body body) {
        this.headers = headers;
        this.disposition = ContentDisposition.of(headers);
        this.body = body;
    }

    /** Returns its fields. */
    public Headers headers() {
        return headers;
    }

    /** Returns the name of the form's field. */
    public Optional<String> name() {
        return disposition.flatMap(ContentDisposition::name);
    }

    /**
     * Returns the name of the file as the client has sent it: it may have folders, or lead
     * anywhere. Do not open it: see {@link #safeFileName}.
     */
    public Optional<String> fileName() {
        return disposition.flatMap(ContentDisposition::fileName);
    }

    /** Returns the name of the file without folders and what else makes a name dangerous. */
    public Optional<String> safeFileName() {
        return disposition.flatMap(ContentDisposition::safeFileName);
    }

    /**
     * Returns its body. Taken whole, it counts with the other parts against the limit of the body
     * that they are parts of.
     */
    public Body body() {
        return body;
    }

    @Override
    public String toString() {
        return "<Part" + name().map(name -> " " + FieldSyntax.shown(name)).orElse("") + ">";
    }
}
