package dev.rondo.postgres.type;

import java.math.BigInteger;

/** Java's integers as parameters of SQL's: any class whose value fits. */
final class Integers {
    private static final String TAKES = "an integer (Byte, Short, Integer, Long, BigInteger)";

    private Integers() {}

    /** Returns the value of an integer that must be in a range. */
    static long in(String type, Object value, long least, long most) {
        long number =
                switch (value) {
                    case Integer integer -> integer;
                    case Long integer -> integer;
                    case Short integer -> integer;
                    case Byte integer -> integer;
                    case BigInteger integer when integer.bitLength() < Long.SIZE ->
                            integer.longValue();
                    case BigInteger integer -> throw Refusal.outOfRange(type, integer);
                    default -> throw Refusal.wrongClass(type, value, TAKES);
                };
        if (number < least || number > most) {
            throw Refusal.outOfRange(type, value);
        }
        return number;
    }

    /** Returns the number that a text is. */
    static long parse(String type, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Refusal.malformed(type, Refusal.cut(text));
        }
    }
}
