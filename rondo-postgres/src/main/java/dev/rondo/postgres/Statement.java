package dev.rondo.postgres;

import dev.rondo.Parking;
import dev.rondo.postgres.wire.FrontendWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A statement as one session knows it: its text, the name that the server keeps it by, and its
 * description.
 *
 * <pre>
 *   named:    ABSENT --a group with a Parse is written--> PRESENT
 *             PRESENT --the Parse has failed, the server has forgotten it--> ABSENT
 *             any --{@link #forget}--> unnamed, and the server is told
 *   unnamed:  PRESENT while the session's last unnamed Parse is of this; for poolers never
 * </pre>
 *
 * <p>Whether a group needs a Parse is decided when it is written, since others may be written
 * between a task's wish and its turn. PRESENT before the server has answered is a guess: whoever
 * comes behind a Parse that fails is told 26000, and tries again.
 */
final class Statement {
    private static final int[] NONE = {};

    private final Session session;
    private final String sql;
    private final long madeNanos;
    private final Parking describing;
    private String name; // empty: unnamed
    private boolean present; // of a named one
    private boolean isDescribing; // a task asks for the description
    private @Nullable Description description;
    private boolean isOutdated; // the description; who was sent before has its answers by it

    Statement(Session session, String sql, String name) {
        this.session = session;
        this.sql = sql;
        this.name = name;
        this.madeNanos = session.loop().passNanos();
        this.describing = new Parking("description of", this);
    }

    String sql() {
        return sql;
    }

    String name() {
        return name;
    }

    boolean isNamed() {
        return !name.isEmpty();
    }

    long madeNanos() {
        return madeNanos;
    }

    // ---- Its description

    /** Returns the description, or null if the server has to be asked for it. */
    @Nullable Description tryDescription() {
        return isOutdated ? null : description;
    }

    /** Returns the last description, outdated or not. */
    Description description() {
        return Objects.requireNonNull(description, "description");
    }

    void describe(Description told) {
        description = told;
        isOutdated = false;
    }

    boolean isBeingDescribed() {
        return isDescribing;
    }

    void beginDescribing() {
        isDescribing = true;
    }

    void endDescribing() {
        isDescribing = false;
        describing.wakeAll();
    }

    /** Suspends until another task's question has an answer, or none. */
    void awaitDescribed() {
        describing.await();
    }

    // ---- On the server

    boolean isPresent() {
        if (isNamed()) {
            return present;
        }
        return session.statements().lastUnnamed() == this && !session.options().unnamedStatements();
    }

    /** Appends a Parse, with the types of the parameters if they are known. */
    void parse(FrontendWriter out) {
        Description known = tryDescription();
        out.parse(name, sql, known == null ? NONE : known.parameterTypes());
        if (isNamed()) {
            present = true;
        } else {
            session.statements().unnamedParsed(this);
        }
    }

    /** The Parse has failed, or the server says that there is none. */
    void absent() {
        present = false;
        if (session.statements().lastUnnamed() == this) {
            session.statements().unnamedParsed(null);
        }
    }

    /** It is not kept any more: the server is told, and who still has it uses it without a name. */
    void forget() {
        if (isNamed() && present) {
            session.line().closeLater(name);
        }
        present = false;
        name = "";
    }

    /** What is known of it is wrong: it is another one on the server from now on. */
    void renew(String newName) {
        forget();
        name = newName;
        isOutdated = true;
        absent();
    }

    @Override
    public String toString() {
        return "statement " + Exchange.shown(sql) + " on " + session;
    }
}
