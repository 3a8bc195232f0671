package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** {@code timestamp}: a LocalDateTime; infinities are none. */
final class TimestampCodec extends ScalarCodec<LocalDateTime> {
    TimestampCodec() {
        super("timestamp", LocalDateTime.class);
    }

    @Override
    public LocalDateTime decode(byte[] source, int offset, int length) {
        checkLength(8, length);
        return finite(type, Bytes.getLong(source, offset), LocalDateTime.class);
    }

    static LocalDateTime finite(String type, long micros, Class<?> wanted) {
        String infinity = infinity(micros);
        if (infinity != null) {
            throw Refusal.noSuch(type, infinity, wanted);
        }
        return Moments.dateTime(micros);
    }

    static @Nullable String infinity(long micros) {
        return micros == Long.MAX_VALUE
                ? "infinity"
                : micros == Long.MIN_VALUE ? "-infinity" : null;
    }

    @Override
    public String decodeText(byte[] source, int offset, int length) {
        checkLength(8, length);
        long micros = Bytes.getLong(source, offset);
        String infinity = infinity(micros);
        return infinity == null ? Moments.dateTimeText(micros, "") : infinity;
    }

    @Override
    @SuppressWarnings("JavaLocalDateTimeGetNano") // the seconds are beside
    public void encode(Object value, ByteWriter target) {
        if (!(value instanceof LocalDateTime time)) {
            throw Refusal.wrongClass(
                    type, value, "a LocalDateTime (for a moment there is timestamptz)");
        }
        target.putLong(
                Moments.micros(type, time, time.toEpochSecond(ZoneOffset.UTC), time.getNano()));
    }

    @Override
    LocalDateTime parse(String text) {
        return Moments.parse(type, text, given -> LocalDateTime.parse(Moments.iso(given)));
    }
}
