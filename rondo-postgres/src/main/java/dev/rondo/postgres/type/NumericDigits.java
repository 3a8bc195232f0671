package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Digits of base 10,000, as {@link NumericCodec} has them on the wire. */
final class NumericDigits {
    private static final int BASE = 10_000;
    private static final int[] POWERS = {1, 10, 100, 1000};
    private static final int SMALL = 64; // digits that are read one by one

    private NumericDigits() {}

    /** Returns the number of some digits. Halves, so that many digits are not quadratic. */
    static BigInteger read(byte[] source, int offset, int count, String type) {
        if (count > SMALL) {
            int low = count / 2;
            BigInteger high = read(source, offset, count - low, type);
            return high.multiply(BigInteger.TEN.pow(4 * low))
                    .add(read(source, offset + 2 * (count - low), low, type));
        }
        BigInteger value = BigInteger.ZERO;
        for (int i = 0; i < count; ) {
            long group = 0; // up to four digits at once
            int end = Math.min(count, i + 4);
            long power = 1;
            for (; i < end; i++) {
                int digit = Bytes.getShort(source, offset + 2 * i);
                if (digit < 0 || digit >= BASE) {
                    throw Refusal.malformed(type, "a digit of " + digit);
                }
                group = group * BASE + digit;
                power *= BASE;
            }
            value = value.multiply(BigInteger.valueOf(power)).add(BigInteger.valueOf(group));
        }
        return value;
    }

    /**
     * Appends a decimal.
     *
     * @param value of a scale that is not negative
     */
    static void write(BigDecimal value, ByteWriter target) {
        int scale = value.scale();
        int fractions = (scale + 3) / 4; // digits of base 10,000 after the point
        int missing = fractions * 4 - scale; // decimal zeros until the last is full
        BigInteger unscaled = value.unscaledValue();
        if (unscaled.bitLength() <= 52) { // times 1000 it is still a long
            writeShort(unscaled.longValue() * POWERS[missing], fractions, scale, target);
        } else {
            String decimal = unscaled.abs().toString() + "0".repeat(missing);
            writeLong(unscaled.signum() < 0, decimal, fractions, scale, target);
        }
    }

    private static void writeShort(long number, int fractions, int scale, ByteWriter target) {
        long rest = Math.abs(number);
        int zeros = 0; // at the end, which are not sent
        while (rest != 0 && rest % BASE == 0) {
            rest /= BASE;
            zeros++;
        }
        int count = 0;
        long power = 1; // of the first digit
        for (long left = rest; left != 0; left /= BASE) {
            power = count == 0 ? 1 : power * BASE;
            count++;
        }
        header(count, count + zeros - fractions - 1, number < 0, scale, target);
        for (long left = rest; count > 0; count--) {
            target.putShort((int) (left / power));
            left %= power;
            power /= BASE;
        }
    }

    private static void writeLong(
            boolean negative, String decimal, int fractions, int scale, ByteWriter target) {
        int all = (decimal.length() + 3) / 4;
        String full = "0".repeat(all * 4 - decimal.length()) + decimal;
        int count = all;
        while (digit(full, count - 1) == 0) {
            count--;
        }
        header(count, all - fractions - 1, negative, scale, target);
        for (int i = 0; i < count; i++) {
            target.putShort(digit(full, i));
        }
    }

    private static int digit(String full, int index) {
        return Integer.parseInt(full, index * 4, index * 4 + 4, 10);
    }

    private static void header(
            int count, int weight, boolean negative, int scale, ByteWriter target) {
        target.putShort(count);
        target.putShort(count == 0 ? 0 : weight);
        target.putShort(negative ? NumericCodec.NEGATIVE : 0);
        target.putShort(scale);
    }
}
