package dev.rondo.postgres.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an error or a notice, each under its letter: {@code S} severity, {@code V} the same
 * untranslated, {@code C} SQLSTATE, {@code M} message and so on. Letters that nobody knows are
 * kept: servers of tomorrow add some. Of a letter that is there twice the first one counts.
 */
public final class ReportFields {
    private final char[] letters;
    private final String[] texts;

    ReportFields(char[] letters, String[] texts) {
        this.letters = letters;
        this.texts = texts;
    }

    /**
     * Returns fields.
     *
     * @param lettersAndTexts such as {@code "S", "ERROR", "C", "42P01"}: letters of one character
     * @throws IllegalArgumentException if they are not pairs, or a letter is no ASCII character
     */
    public static ReportFields of(String... lettersAndTexts) {
        if (lettersAndTexts.length % 2 != 0) {
            throw new IllegalArgumentException("A letter without a text");
        }
        int count = lettersAndTexts.length / 2;
        char[] letters = new char[count];
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
            String letter = lettersAndTexts[2 * i];
            if (letter.length() != 1 || letter.charAt(0) == 0 || letter.charAt(0) > 0x7f) {
                throw new IllegalArgumentException("Not one letter: " + letter);
            }
            letters[i] = letter.charAt(0);
            texts[i] = lettersAndTexts[2 * i + 1];
        }
        return new ReportFields(letters, texts);
    }

    /** Returns how many fields there are. */
    public int count() {
        return letters.length;
    }

    /** Returns the letter of a field, counted from 0. */
    public char letter(int index) {
        return letters[index];
    }

    /** Returns the text of a field, counted from 0. */
    public String text(int index) {
        return texts[index];
    }

    /** Returns the text under a letter, or null. */
    public @Nullable String find(char letter) {
        for (int i = 0; i < letters.length; i++) {
            if (letters[i] == letter) {
                return texts[i];
            }
        }
        return null;
    }

    /** Returns the text under a letter, or another one. */
    public String findOr(char letter, String other) {
        String found = find(letter);
        return found == null ? other : found;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ReportFields that
                && Arrays.equals(letters, that.letters)
                && Arrays.equals(texts, that.texts);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(letters) + Arrays.hashCode(texts);
    }

    @Override
    public String toString() {
        return "<ReportFields "
                + findOr('V', findOr('S', "?"))
                + ' '
                + findOr('C', "?")
                + ": "
                + Shown.text(findOr('M', ""))
                + ">";
    }
}
