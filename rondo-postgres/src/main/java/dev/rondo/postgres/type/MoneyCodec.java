package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * {@code money} as a BigDecimal: only who knows the database's {@code lc_monetary} knows how many
 * of the digits are a fraction (PG100), so this is used on request.
 */
final class MoneyCodec extends ScalarCodec<BigDecimal> {
    private final int fractionDigits;

    MoneyCodec(int fractionDigits) {
        super("money", BigDecimal.class);
        this.fractionDigits = fractionDigits;
    }

    @Override
    public BigDecimal decode(byte[] source, int offset, int length) {
        checkLength(8, length);
        return BigDecimal.valueOf(Bytes.getLong(source, offset), fractionDigits);
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        BigDecimal amount =
                switch (value) {
                    case BigDecimal given -> given;
                    case BigInteger given -> new BigDecimal(given);
                    case Long given -> BigDecimal.valueOf(given);
                    case Integer given -> BigDecimal.valueOf(given);
                    default -> throw Refusal.wrongClass(type, value, "a BigDecimal or an integer");
                };
        long digits = (long) amount.precision() - amount.scale() + fractionDigits;
        if (amount.signum() == 0) {
            target.putLong(0);
            return;
        }
        if (digits > 19) {
            throw Refusal.outOfRange(type, amount);
        }
        if (digits < 1) { // nor is 1E-1000000000 written out to see
            throw inexact(amount);
        }
        try {
            target.putLong(amount.setScale(fractionDigits).unscaledValue().longValueExact());
        } catch (ArithmeticException e) {
            throw inexact(amount);
        }
    }

    private IllegalArgumentException inexact(BigDecimal amount) {
        return Refusal.outOfRange(
                type,
                amount,
                "out of its range, or more than " + fractionDigits + " fraction digits");
    }
}
