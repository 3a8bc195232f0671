package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.time.LocalDate;

/** {@code date}: a LocalDate; infinities are none. */
final class DateCodec extends ScalarCodec<LocalDate> {
    DateCodec() {
        super("date", LocalDate.class);
    }

    @Override
    public LocalDate decode(byte[] source, int offset, int length) {
        int days = days(source, offset, length);
        String infinity = infinity(days);
        if (infinity != null) {
            throw Refusal.noSuch(type, infinity, LocalDate.class);
        }
        return Moments.date(days);
    }

    private int days(byte[] source, int offset, int length) {
        checkLength(4, length);
        return Bytes.getInt(source, offset);
    }

    private static @org.jspecify.annotations.Nullable String infinity(int days) {
        return days == Integer.MAX_VALUE
                ? "infinity"
                : days == Integer.MIN_VALUE ? "-infinity" : null;
    }

    @Override
    public String decodeText(byte[] source, int offset, int length) {
        int days = days(source, offset, length);
        String infinity = infinity(days);
        if (infinity != null) {
            return infinity;
        }
        StringBuilder text = new StringBuilder(16);
        boolean before = Moments.appendDate(Moments.date(days), text);
        return text.append(before ? " BC" : "").toString();
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        if (!(value instanceof LocalDate date)) {
            throw Refusal.wrongClass(type, value, "a LocalDate");
        }
        target.putInt(Moments.days(type, date));
    }

    @Override
    LocalDate parse(String text) {
        return Moments.parse(type, text, given -> LocalDate.parse(Moments.iso(given)));
    }
}
