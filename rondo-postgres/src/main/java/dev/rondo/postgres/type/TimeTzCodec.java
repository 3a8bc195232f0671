package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;

/** {@code timetz}: an OffsetTime; 24:00 is none. */
final class TimeTzCodec extends ScalarCodec<OffsetTime> {
    private static final int MOST_OFFSET = 16 * 3600 - 1; // seconds; Java has two hours more

    TimeTzCodec() {
        super("timetz", OffsetTime.class);
    }

    @Override
    public OffsetTime decode(byte[] source, int offset, int length) {
        checkLength(12, length);
        LocalTime time = TimeCodec.time(type, Bytes.getLong(source, offset), OffsetTime.class);
        return time.atOffset(ZoneOffset.ofTotalSeconds(zone(source, offset)));
    }

    /** Returns seconds east of Greenwich; the server counts those west of it. */
    private int zone(byte[] source, int offset) {
        int west = Bytes.getInt(source, offset + 8);
        if (west < -MOST_OFFSET || west > MOST_OFFSET) {
            throw Refusal.malformed(type, west + " seconds from UTC");
        }
        return -west;
    }

    @Override
    public String decodeText(byte[] source, int offset, int length) {
        checkLength(12, length);
        StringBuilder text = new StringBuilder(24);
        Moments.appendTime(TimeCodec.check(type, Bytes.getLong(source, offset)), text);
        Moments.appendOffset(zone(source, offset), text);
        return text.toString();
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        if (!(value instanceof OffsetTime time)) {
            throw Refusal.wrongClass(type, value, "an OffsetTime");
        }
        int seconds = time.getOffset().getTotalSeconds();
        if (Math.abs(seconds) > MOST_OFFSET) {
            throw Refusal.outOfRange(type, value, "its offsets are below 16 hours");
        }
        target.putLong(time.toLocalTime().toNanoOfDay() / 1000).putInt(-seconds);
    }

    @Override
    OffsetTime parse(String text) {
        return Moments.parse(
                type, text, given -> OffsetTime.parse(TimestampTzCodec.fullOffset(given)));
    }
}
