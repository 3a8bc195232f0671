package dev.rondo.postgres;

import java.util.Locale;

/** The constants of enums as libpq writes them: {@code verify-full} for VERIFY_FULL. */
final class Words {
    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the constant of a word that the settings have checked. */
    static <E extends Enum<E>> E of(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
