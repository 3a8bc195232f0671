package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.time.LocalTime;

/** {@code time}: a LocalTime, which has no 24:00: that is refused, never 00:00 (PG084). */
final class TimeCodec extends ScalarCodec<LocalTime> {
    TimeCodec() {
        super("time", LocalTime.class);
    }

    @Override
    public LocalTime decode(byte[] source, int offset, int length) {
        checkLength(8, length);
        return time(type, Bytes.getLong(source, offset), LocalTime.class);
    }

    static LocalTime time(String type, long micros, Class<?> wanted) {
        if (micros == Moments.DAY) {
            throw Refusal.noSuch(type, "24:00:00", wanted);
        }
        check(type, micros);
        return LocalTime.ofNanoOfDay(micros * 1000);
    }

    static long check(String type, long micros) {
        if (micros < 0 || micros > Moments.DAY) {
            throw Refusal.malformed(type, micros + " microseconds of a day");
        }
        return micros;
    }

    @Override
    public String decodeText(byte[] source, int offset, int length) {
        checkLength(8, length);
        StringBuilder text = new StringBuilder(16);
        Moments.appendTime(check(type, Bytes.getLong(source, offset)), text);
        return text.toString();
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        if (!(value instanceof LocalTime time)) {
            throw Refusal.wrongClass(type, value, "a LocalTime");
        }
        target.putLong(time.toNanoOfDay() / 1000);
    }

    @Override
    LocalTime parse(String text) {
        return Moments.parse(type, text, LocalTime::parse);
    }
}
