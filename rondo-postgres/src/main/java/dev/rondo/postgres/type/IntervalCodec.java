package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.time.Duration;
import java.time.Period;
import org.jspecify.annotations.Nullable;

/**
 * {@code interval}: an {@link Interval}. Infinite ones, which PostgreSQL 17 has and marks by the
 * extremes of all three numbers, are none.
 */
final class IntervalCodec extends ScalarCodec<Interval> {
    IntervalCodec() {
        super("interval", Interval.class);
    }

    @Override
    public Interval decode(byte[] source, int offset, int length) {
        Interval interval = read(source, offset, length);
        String infinity = infinity(interval);
        if (infinity != null) {
            throw Refusal.noSuch(type, infinity, Interval.class);
        }
        return interval;
    }

    private Interval read(byte[] source, int offset, int length) {
        checkLength(16, length);
        return new Interval(
                Bytes.getInt(source, offset + 12),
                Bytes.getInt(source, offset + 8),
                Bytes.getLong(source, offset));
    }

    private static @Nullable String infinity(Interval interval) {
        if (interval.months() == Integer.MAX_VALUE
                && interval.days() == Integer.MAX_VALUE
                && interval.micros() == Long.MAX_VALUE) {
            return "infinity";
        }
        return interval.months() == Integer.MIN_VALUE
                        && interval.days() == Integer.MIN_VALUE
                        && interval.micros() == Long.MIN_VALUE
                ? "-infinity"
                : null;
    }

    @Override
    public String decodeText(byte[] source, int offset, int length) {
        Interval interval = read(source, offset, length);
        String infinity = infinity(interval);
        return infinity == null ? interval.toString() : infinity;
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        Interval interval =
                switch (value) {
                    case Interval given -> given;
                    case Duration duration -> Interval.of(duration);
                    case Period period -> Interval.of(period);
                    default ->
                            throw Refusal.wrongClass(
                                    type, value, "an Interval, Duration or Period");
                };
        if (infinity(interval) != null) {
            throw Refusal.outOfRange(type, value, "the server reads it as infinite");
        }
        target.putLong(interval.micros()).putInt(interval.days()).putInt(interval.months());
    }
}
