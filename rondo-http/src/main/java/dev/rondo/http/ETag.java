package dev.rondo.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tag of a version of a resource (RFC 9110, section 8.8.3). Immutable.
 *
 * {@snippet :
 * ETag.strong("33a64d").toString(); // "33a64d", in quotes
 * ETag.parseList("W/\"a\", \"b\"").contains(ETag.strong("b")); // true
 * }
 *
 * @param value what stands in the quotes: no spaces, quotes and control characters
 * @param isWeak whether versions of the same meaning may share it
 */
public record ETag(String value, boolean isWeak) {
    /**
     * Creates a tag.
     *
     * @throws MalformedException if the value has a character that a tag may not have
     */
    public ETag {
        for (int i = 0; i < value.length(); i++) {
            if (!isTagCharacter(value.charAt(i))) {
                throw new MalformedException(
                        "Not the value of an ETag: " + FieldSyntax.shown(value));
            }
        }
    }

    private static boolean isTagCharacter(char c) {
        return c > ' ' && c != '"' && c != 127 && c <= 255;
    }

    /** Returns a tag of versions that are the same byte for byte. */
    public static ETag strong(String value) {
        return new ETag(value, false);
    }

    /** Returns a tag of versions that mean the same. */
    public static ETag weak(String value) {
        return new ETag(value, true);
    }

    /** Returns the tag that a field says, or nothing if it is none. */
    public static Optional<ETag> tryParse(String text) {
        List<ETag> tags = parseList(text);
        return tags.size() == 1 ? Optional.of(tags.getFirst()) : Optional.empty();
    }

    /**
     * Returns the tags of an {@code If-Match} or {@code If-None-Match} field, up to the first that
     * is none. {@code *} is not a list: {@link Preconditions} knows it.
     */
    public static List<ETag> parseList(String text) {
        List<ETag> tags = new ArrayList<>();
        ParameterReader reader = new ParameterReader(text);
        while (!reader.atEnd()) {
            boolean weak = reader.next() == 'W';
            if (weak && !(reader.skips('W') && reader.skips('/'))) {
                break;
            }
            if (!reader.skips('"')) {
                break;
            }
            String value = reader.until('"');
            if (!reader.skips('"') || !value.chars().allMatch(c -> isTagCharacter((char) c))) {
                break;
            }
            tags.add(new ETag(value, weak));
            reader.skipSpace();
            while (reader.skips(',')) {
                reader.skipSpace();
            }
        }
        return tags;
    }

    /** Returns whether both are strong and have the same value (RFC 9110, section 8.8.3.2). */
    public boolean matchesStrongly(ETag other) {
        return !isWeak && !other.isWeak && value.equals(other.value);
    }

    /** Returns whether both have the same value. */
    public boolean matchesWeakly(ETag other) {
        return value.equals(other.value);
    }

    /** Returns this tag as a weak one: of an answer that was compressed. */
    public ETag toWeak() {
        return isWeak ? this : weak(value);
    }

    /** Returns it as it is sent. */
    @Override
    public String toString() {
        return (isWeak ? "W/\"" : "\"") + value + '"';
    }
}
