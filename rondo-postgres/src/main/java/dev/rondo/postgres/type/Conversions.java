package dev.rondo.postgres.type;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Java's values as values of other classes, without loss: what is not the same number is refused,
 * but for decimal fractions as binary ones, where the nearest is meant.
 */
final class Conversions {
    private Conversions() {}

    /** A way from one class to another. */
    private interface Way {
        Object convert(Object value);
    }

    /**
     * Returns a value as a class; of primitives, as their boxes.
     *
     * @throws IllegalArgumentException if there is no way, or the value does not fit
     */
    @SuppressWarnings("unchecked") // boxed(type) is U's box
    static <U> U convert(Object value, Class<U> type) {
        Class<?> boxed = boxed(type);
        if (boxed.isInstance(value)) {
            return (U) value;
        }
        Way way = find(value.getClass(), boxed);
        if (way == null) {
            throw Refusal.noConversion(value.getClass(), type);
        }
        return (U) way.convert(value);
    }

    /** Returns whether there is a way between classes, for some values at least. */
    static boolean converts(Class<?> from, Class<?> to) {
        Class<?> boxed = boxed(to);
        return boxed.isAssignableFrom(from) || find(from, boxed) != null;
    }

    private static @Nullable Way find(Class<?> from, Class<?> to) {
        if (Number.class.isAssignableFrom(from)) {
            return toNumber(to);
        }
        if (from == String.class) {
            return fromString(to);
        }
        if (from == OffsetDateTime.class && to == Instant.class) {
            return value -> ((OffsetDateTime) value).toInstant();
        }
        if (from == OffsetDateTime.class && to == ZonedDateTime.class) {
            return value -> ((OffsetDateTime) value).toZonedDateTime();
        }
        if (from == Interval.class && to == Duration.class) {
            return value -> ((Interval) value).toDuration();
        }
        if (from == Interval.class && to == Period.class) {
            return value -> ((Interval) value).toPeriod();
        }
        if (from == Inet.class && to == InetAddress.class) {
            return value -> ((Inet) value).toInetAddress();
        }
        if (from == Bits.class && to == BitSet.class) {
            return value -> ((Bits) value).toBitSet();
        }
        if (from == Bits.class && to == boolean[].class) {
            return value -> ((Bits) value).toBooleans();
        }
        if (from == Lsn.class && to == Long.class) {
            return value -> ((Lsn) value).position();
        }
        if (from == byte[].class && to == ByteBuffer.class) {
            return value -> ByteBuffer.wrap((byte[]) value);
        }
        if (from == Multirange.class && (to == List.class || to == Collection.class)) {
            return value -> ((Multirange<?>) value).ranges();
        }
        return null;
    }

    private static @Nullable Way toNumber(Class<?> to) {
        if (to == Long.class) {
            return Conversions::toLong;
        }
        if (to == Integer.class) {
            return value -> (int) toInteger(value, Integer.MIN_VALUE, Integer.MAX_VALUE, to);
        }
        if (to == Short.class) {
            return value -> (short) toInteger(value, Short.MIN_VALUE, Short.MAX_VALUE, to);
        }
        if (to == Byte.class) {
            return value -> (byte) toInteger(value, Byte.MIN_VALUE, Byte.MAX_VALUE, to);
        }
        if (to == Double.class) {
            return Conversions::toDouble;
        }
        if (to == Float.class) {
            return Conversions::toFloat;
        }
        if (to == BigDecimal.class) {
            return Conversions::toBigDecimal;
        }
        if (to == BigInteger.class) {
            return Conversions::toBigInteger;
        }
        return null;
    }

    private static @Nullable Way fromString(Class<?> to) {
        if (to == Character.class) {
            return value -> {
                String text = (String) value;
                if (text.length() != 1) {
                    throw Refusal.inexact(value, char.class);
                }
                return text.charAt(0);
            };
        }
        if (to.isEnum()) {
            return value -> Labels.constant(to, (String) value);
        }
        return null;
    }

    private static long toInteger(Object value, long least, long most, Class<?> wanted) {
        long exact = toLong(value);
        if (exact < least || exact > most) {
            throw Refusal.inexact(value, wanted);
        }
        return exact;
    }

    static long toLong(Object value) {
        return switch (value) {
            case Long number -> number;
            case Integer number -> number;
            case Short number -> number;
            case Byte number -> number;
            case BigInteger number when number.bitLength() < Long.SIZE -> number.longValue();
            case BigDecimal number when isLong(number) -> number.longValueExact();
            case Double number when isLong(number) -> number.longValue();
            case Float number when isLong(number) -> number.longValue();
            case Lsn lsn -> lsn.position();
            case Number number -> throw Refusal.inexact(number, long.class);
            default -> throw Refusal.noConversion(value.getClass(), long.class);
        };
    }

    // Neither 1E+1000000000 nor 1E-1000000000 may be written out to see.
    private static boolean isLong(BigDecimal number) {
        if (number.signum() == 0) {
            return true;
        }
        if ((long) number.precision() - number.scale() > 19 || number.scale() > 200_000) {
            return false;
        }
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() <= 0 && stripped.toBigInteger().bitLength() < Long.SIZE;
    }

    private static boolean isLong(double number) {
        return number == Math.rint(number) && number >= -0x1p63 && number < 0x1p63;
    }

    static double toDouble(Object value) {
        return switch (value) {
            case Double number -> number;
            case Float number -> number;
            case BigDecimal number -> finite(number, number.doubleValue());
            case Long number -> same(number);
            case Integer number -> number;
            case Short number -> number;
            case Byte number -> number;
            case BigInteger number -> same(number);
            default -> throw Refusal.noConversion(value.getClass(), double.class);
        };
    }

    private static double finite(Number number, double value) {
        if (Double.isInfinite(value)) {
            throw Refusal.inexact(number, double.class);
        }
        return value;
    }

    private static double same(BigInteger number) {
        double value = finite(number, number.doubleValue());
        if (!new BigDecimal(value).toBigInteger().equals(number)) {
            throw Refusal.inexact(number, double.class);
        }
        return value;
    }

    static double same(long number) {
        double value = number;
        if (value == 0x1p63 || (long) value != number) {
            throw Refusal.inexact(number, double.class);
        }
        return value;
    }

    private static float toFloat(Object value) {
        if (value instanceof BigDecimal decimal) {
            float nearest = decimal.floatValue();
            if (Float.isInfinite(nearest)) {
                throw Refusal.inexact(value, float.class);
            }
            return nearest;
        }
        double exact = toDouble(value);
        float narrow = (float) exact;
        if (Double.compare(narrow, exact) != 0) {
            throw Refusal.inexact(value, float.class);
        }
        return narrow;
    }

    private static BigDecimal toBigDecimal(Object value) {
        return switch (value) {
            case BigInteger number -> new BigDecimal(number);
            case Double number when Double.isFinite(number) -> BigDecimal.valueOf(number);
            case Float number when Float.isFinite(number) -> new BigDecimal(number.toString());
            case Double number -> throw Refusal.inexact(number, BigDecimal.class);
            case Float number -> throw Refusal.inexact(number, BigDecimal.class);
            default -> BigDecimal.valueOf(toLong(value));
        };
    }

    private static BigInteger toBigInteger(Object value) {
        if (value instanceof BigDecimal decimal && decimal.scale() <= 200_000) {
            BigDecimal stripped = decimal.stripTrailingZeros();
            if (stripped.scale() <= 0 && stripped.scale() > -200_000) {
                return stripped.toBigInteger();
            }
        }
        return BigInteger.valueOf(toLong(value));
    }

    static boolean toBoolean(Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw Refusal.noConversion(value.getClass(), boolean.class);
    }

    /** Returns a primitive's box, and any other class itself. */
    static Class<?> boxed(Class<?> type) {
        if (!type.isPrimitive()) {
            return type;
        }
        return java.lang.invoke.MethodType.methodType(type).wrap().returnType();
    }
}
