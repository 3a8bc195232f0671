package dev.rondo.postgres.type;

import java.util.List;
import java.util.Locale;

/**
 * Labels of SQL's enums and constants of Java's: the same name, else the one that differs from it
 * only in case, and in {@code -} or a space for {@code _}.
 */
final class Labels {
    private Labels() {}

    /** Returns the constant for a label. */
    static Object constant(Class<?> type, String label) {
        Object alike = null;
        for (Object constant : type.getEnumConstants()) {
            String name = ((Enum<?>) constant).name();
            if (name.equals(label)) {
                return constant;
            }
            if (normal(name).equals(normal(label))) {
                if (alike != null) {
                    throw noConstant(type, label, "more than one constant could be meant");
                }
                alike = constant;
            }
        }
        if (alike == null) {
            throw noConstant(type, label, "no constant has such a name");
        }
        return alike;
    }

    private static IllegalArgumentException noConstant(Class<?> type, String label, String why) {
        return new IllegalArgumentException(
                Refusal.cut(label) + " is no " + type.getTypeName() + ": " + why);
    }

    /**
     * Returns the label for a constant: if none is alike then its name, since a label may be newer
     * than what is known.
     */
    static String label(List<String> labels, Enum<?> constant) {
        String name = constant.name();
        if (labels.contains(name)) {
            return name;
        }
        String found = name;
        int alike = 0;
        for (String label : labels) {
            if (normal(label).equals(normal(name))) {
                found = label;
                alike++;
            }
        }
        return alike == 1 ? found : name;
    }

    private static String normal(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
    }
}
