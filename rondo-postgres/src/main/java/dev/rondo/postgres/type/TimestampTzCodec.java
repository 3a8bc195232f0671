package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * {@code timestamptz}: a moment, as an OffsetDateTime in UTC, or an Instant; the server keeps no
 * zone with it (PG080). Infinities are none.
 */
final class TimestampTzCodec extends ScalarCodec<OffsetDateTime> {
    private static final String TAKES = "an OffsetDateTime, Instant or ZonedDateTime";

    TimestampTzCodec() {
        super("timestamptz", OffsetDateTime.class);
    }

    @Override
    public OffsetDateTime decode(byte[] source, int offset, int length) {
        checkLength(8, length);
        return TimestampCodec.finite(type, Bytes.getLong(source, offset), OffsetDateTime.class)
                .atOffset(ZoneOffset.UTC);
    }

    @Override
    public String decodeText(byte[] source, int offset, int length) {
        checkLength(8, length);
        long micros = Bytes.getLong(source, offset);
        String infinity = TimestampCodec.infinity(micros);
        return infinity == null ? Moments.dateTimeText(micros, "+00") : infinity;
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        Instant instant =
                switch (value) {
                    case Instant moment -> moment;
                    case OffsetDateTime moment -> moment.toInstant();
                    case ZonedDateTime moment -> moment.toInstant();
                    default -> throw Refusal.wrongClass(type, value, TAKES);
                };
        target.putLong(Moments.micros(type, value, instant.getEpochSecond(), instant.getNano()));
    }

    @Override
    OffsetDateTime parse(String text) {
        return Moments.parse(
                type,
                text,
                given ->
                        OffsetDateTime.parse(fullOffset(Moments.iso(given)))
                                .withOffsetSameInstant(ZoneOffset.UTC));
    }

    /** Java's parser wants minutes after an offset's hours. */
    static String fullOffset(String text) {
        int sign = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
        return sign == text.length() - 3 ? text + ":00" : text;
    }
}
