package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.util.List;

/**
 * Enums: the label as a String; a constant of an enum of Java's goes for the label of its name, and
 * comes for it on request ({@link Labels}).
 */
final class EnumCodec extends ScalarCodec<String> {
    private final List<String> labels;

    EnumCodec(String type, List<String> labels) {
        super(type, String.class);
        this.labels = labels;
    }

    @Override
    public String decode(byte[] source, int offset, int length) {
        return Utf8.decode(source, offset, length);
    }

    @Override
    public String decodeText(byte[] source, int offset, int length) {
        return Utf8.decode(source, offset, length);
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        String label =
                switch (value) {
                    case Enum<?> constant -> Labels.label(labels, constant);
                    case CharSequence text -> text.toString();
                    default -> throw Refusal.wrongClass(type, value, "a String or a Java enum");
                };
        Utf8.encode(type, label, target);
    }

    @Override
    String parse(String text) {
        return text;
    }
}
