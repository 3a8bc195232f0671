package dev.rondo.http.server;

import java.util.regex.Pattern;

/**
 * Puts the expression of a segment together: text, names, and groups of the program's own.
 *
 * <p>A name takes as little as it can. When another name comes behind the text that follows it, the
 * first place of that text is as good as any later one, since that name takes all that a later one
 * would leave out: so it is not tried again, and a segment costs its length, however many names
 * there are. (With plain {@code .+?} it is the length to the power of the names.)
 */
final class SegmentExpression {
    private final StringBuilder expression = new StringBuilder();
    private int name = -1; // where the last name begins, if only text is behind it

    void text(String text) {
        expression.append(Pattern.quote(text));
    }

    void name() {
        if (name >= 0) {
            expression.insert(name, "(?>").append(')');
        }
        name = expression.length();
        expression.append("(.+?)");
    }

    void group(String group) {
        name = -1;
        expression.append('(').append(group).append(')');
    }

    @Override
    public String toString() {
        return expression.toString();
    }
}
