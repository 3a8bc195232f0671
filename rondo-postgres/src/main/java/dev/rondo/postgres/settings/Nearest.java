package dev.rondo.postgres.settings;

import java.util.Collection;
import java.util.Locale;

/** Which word was probably meant. */
final class Nearest {
    private static final int FARTHEST = 3; // changes; more is another word

    private Nearest() {}

    /** Returns a line to append to a message: the nearest word, or all of a few. */
    static String advice(String given, Collection<String> words) {
        String nearest = null;
        int least = FARTHEST + 1;
        for (String word : words) {
            int distance = distance(bare(given), bare(word));
            if (distance < least && distance < word.length()) {
                least = distance;
                nearest = word;
            }
        }
        if (nearest != null) {
            return "\nDid you mean \"" + nearest + "\"?";
        }
        return words.size() <= 8 ? "\nThere are: " + String.join(", ", words) : "";
    }

    private static String bare(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[_ -]", "");
    }

    /** How many characters have to be put in, taken out or changed (Levenshtein). */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int same = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                int cost = Math.min(Math.min(row[j], row[j - 1]) + 1, diagonal + same);
                diagonal = row[j];
                row[j] = cost;
            }
        }
        return row[to.length()];
    }
}
