package dev.rondo.postgres.test;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ScriptedServer} answers to the statements that this is about: {@link
 * ScriptedServer#when}. What is said later holds for statements that are run later.
 */
public final class StatementScript {
    private final String about;
    private final Predicate<String> matcher;
    private int[] parameters = {};
    private List<Answer> answers = List.of();
    private List<ColumnSpec> columns = List.of();
    private @Nullable Responder responder;
    private int times;

    StatementScript(String about, Predicate<String> matcher) {
        this.about = about;
        this.matcher = matcher;
    }

    boolean matches(String sql) {
        return matcher.test(sql);
    }

    /**
     * Says the types of the parameters, by the names that the catalogue has for them. Without it
     * those count that the client declares, or that stand behind a cast ({@code $1::int4}); others
     * are {@code text}.
     *
     * @return this
     * @throws IllegalArgumentException if a type is not known
     */
    public StatementScript parameters(String... types) {
        parameters = Arrays.stream(types).mapToInt(TypeNames::oid).toArray();
        return this;
    }

    /**
     * Answers so: the first time the first, and so on; the last one again and again.
     *
     * @return this
     * @throws IllegalArgumentException if there is none
     */
    public StatementScript answer(Answer... inTurn) {
        if (inTurn.length == 0) {
            throw new IllegalArgumentException("No answer to " + about);
        }
        answers = List.of(inTurn);
        responder = null;
        return this;
    }

    /**
     * Has the answers made when they are asked for.
     *
     * @param likeThis an answer with the columns that they have, told to clients before a statement
     *     is run
     * @return this
     */
    public StatementScript answerBy(Answer likeThis, Responder maker) {
        columns = likeThis.columns();
        answers = List.of(likeThis);
        responder = Objects.requireNonNull(maker, "maker");
        return this;
    }

    /** Returns how many times it was asked for. */
    public int times() {
        return times;
    }

    // ---- For the session

    int[] parameterTypes() {
        return parameters;
    }

    /** Returns what is answered next; it stays next. */
    Answer next() {
        if (answers.isEmpty()) {
            throw new IllegalStateException("Nothing is answered to " + about + ": answer() says");
        }
        return answers.get(Math.min(times, answers.size() - 1));
    }

    /** Returns the answer that a description is made of: an error or a fault has no columns. */
    Answer described() {
        Answer next = next();
        if (next.hasRows() || (next.failure().isEmpty() && next.end() == Answer.End.WHOLE)) {
            return next;
        }
        return answers.stream().filter(Answer::hasRows).findFirst().orElse(next);
    }

    Answer take(Asked asked) {
        Answer next = next();
        times++;
        Responder maker = responder;
        if (maker == null) {
            return next;
        }
        Answer made = maker.answer(asked);
        if (made.hasRows() && !made.columns().equals(columns)) {
            throw new IllegalStateException(
                    "The answer to " + about + " has other columns than it was said to have");
        }
        return made;
    }

    @Override
    public String toString() {
        return "<StatementScript " + about + " times=" + times + ">";
    }
}
