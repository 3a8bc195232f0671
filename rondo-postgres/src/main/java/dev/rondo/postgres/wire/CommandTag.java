package dev.rondo.postgres.wire;

/** The numbers in what a statement answers when it is done: {@code SELECT 3}. */
final class CommandTag {
    private static final int MOST_DIGITS = 18; // fit a long for certain

    private CommandTag() {}

    /** Returns the number at the end, or -1 if there is none. */
    static long rows(String tag) {
        int from = tag.lastIndexOf(' ') + 1;
        int digits = tag.length() - from;
        if (from == 0 || digits == 0 || digits > MOST_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = from; i < tag.length(); i++) {
            int digit = tag.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
