package dev.rondo.postgres.type;

import org.jspecify.annotations.Nullable;

/** What is said of values that a type, or a class, does not take. The caller says which column. */
final class Refusal {
    private static final int LONGEST = 40; // characters of a value that are shown

    private Refusal() {}

    /** The bytes are no value of the type. */
    static IllegalArgumentException malformed(String type, String how) {
        return new IllegalArgumentException("Malformed " + type + ": " + how);
    }

    /** A type takes no such class; says which it takes. */
    static IllegalArgumentException wrongClass(String type, Object value, String takes) {
        return new IllegalArgumentException(
                type + " takes " + takes + ", not " + value.getClass().getTypeName());
    }

    /** The class is right, but the value does not fit. */
    static IllegalArgumentException outOfRange(String type, Object value) {
        return outOfRange(type, value, "out of its range");
    }

    /** The class is right, but the value does not fit. */
    static IllegalArgumentException outOfRange(String type, Object value, String why) {
        return new IllegalArgumentException(
                type + " does not take " + shown(value) + " (" + nameOf(value) + "): " + why);
    }

    /** The server's value has no counterpart in a class. */
    static IllegalArgumentException noSuch(String type, String value, Class<?> wanted) {
        return new IllegalArgumentException(
                type
                        + " is "
                        + value
                        + ", which no "
                        + wanted.getSimpleName()
                        + " is"
                        + "\nAs text it can be had: getString");
    }

    /** A value of one class is none of another. */
    static IllegalArgumentException inexact(Object value, Class<?> wanted) {
        return new IllegalArgumentException(
                shown(value) + " (" + nameOf(value) + ") is no " + wanted.getTypeName());
    }

    /** A class does not become another one, whatever the value. */
    static IllegalArgumentException noConversion(Class<?> from, Class<?> to) {
        return new IllegalArgumentException(
                from.getTypeName() + " does not convert to " + to.getTypeName());
    }

    private static String nameOf(Object value) {
        return value.getClass().getTypeName();
    }

    /** Returns a value's text, cut. */
    static String shown(@Nullable Object value) {
        if (value instanceof java.math.BigDecimal decimal
                && Math.abs((long) decimal.scale()) > 99) {
            return "a decimal of scale " + decimal.scale();
        }
        if (value instanceof java.math.BigInteger integer && integer.bitLength() > 128) {
            return "an integer of " + integer.bitLength() + " bits";
        }
        return cut(String.valueOf(value));
    }

    /** Returns text, cut and without control characters. */
    static String cut(String text) {
        int end = Math.min(text.length(), LONGEST);
        StringBuilder cut = new StringBuilder(end + 3);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            cut.append(Character.isISOControl(c) ? '?' : c);
        }
        return text.length() > LONGEST ? cut.append("...").toString() : cut.toString();
    }
}
