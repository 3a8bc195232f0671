package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.lang.reflect.Type;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@code json}, {@code jsonb} and {@code jsonpath}: the text as a String, both ways. Other classes
 * are objects of JSON, by a library: a parameter of any other class is written, and {@code
 * row.get("data", User.class)} is read by it; not for jsonpath.
 */
final class JsonCodec extends ScalarCodec<String> {
    private static final int VERSION = 1;

    private final boolean versioned; // one byte before the text
    private final @Nullable Json library;

    JsonCodec(String type, boolean versioned, @Nullable Json library) {
        super(type, String.class);
        this.versioned = versioned;
        this.library = library;
    }

    @Override
    public String decode(byte[] source, int offset, int length) {
        return decodeText(source, offset, length);
    }

    @Override
    public String decodeText(byte[] source, int offset, int length) {
        int skipped = skipped(source, offset, length);
        return Utf8.decode(source, offset + skipped, length - skipped);
    }

    private int skipped(byte[] source, int offset, int length) {
        if (!versioned) {
            return 0;
        }
        if (length < 1 || source[offset] != VERSION) {
            throw Refusal.malformed(type, "not of version 1");
        }
        return 1;
    }

    @Override
    public <U> U decodeAs(Class<U> wanted, byte[] source, int offset, int length) {
        if (wanted.isAssignableFrom(String.class) || library == null) {
            return super.decodeAs(wanted, source, offset, length);
        }
        return Conversions.convert(read(library, wanted, source, offset, length), wanted);
    }

    private Object read(Json json, Type wanted, byte[] source, int offset, int length) {
        int from = offset + skipped(source, offset, length);
        byte[] bytes = Arrays.copyOfRange(source, from, offset + length);
        return wanted == byte[].class ? bytes : json.read(bytes, wanted);
    }

    @Override
    public boolean decodesAs(Class<?> wanted) {
        return library != null || super.decodesAs(wanted);
    }

    @Override
    public Decoder<?> decoder(Type wanted) {
        Json json = library;
        if (json == null || wanted instanceof Class || Construction.isOptional(wanted)) {
            return super.decoder(wanted);
        }
        return (source, offset, length) -> read(json, wanted, source, offset, length);
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        if (versioned) {
            target.put(VERSION);
        }
        switch (value) {
            case CharSequence text -> Utf8.encode(type, text.toString(), target);
            case byte[] json -> target.put(json);
            default -> {
                if (library == null) {
                    throw Refusal.wrongClass(type, value, "a String");
                }
                target.put(library.write(value));
            }
        }
    }

    @Override
    String parse(String text) {
        return text;
    }
}
