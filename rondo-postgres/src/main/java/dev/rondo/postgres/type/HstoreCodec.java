package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code hstore}, the extension's type of strings by name: a map, whose values may be null. */
final class HstoreCodec extends Codec<Map<String, @Nullable String>> {
    private static final String TYPE = "hstore";
    private static final int LEAST = 8; // bytes of a pair, two lengths

    @Override
    @SuppressWarnings("unchecked") // a class has no arguments
    public Class<Map<String, @Nullable String>> javaType() {
        return (Class<Map<String, @Nullable String>>) (Class<?>) Map.class;
    }

    @Override
    public Map<String, @Nullable String> decode(byte[] source, int offset, int length) {
        int count = length < Integer.BYTES ? -1 : Bytes.getInt(source, offset);
        if (count < 0 || count > (length - Integer.BYTES) / LEAST) {
            throw Refusal.malformed(TYPE, length + " bytes");
        }
        Map<String, @Nullable String> map = new LinkedHashMap<>();
        int at = offset + Integer.BYTES;
        int end = offset + length;
        for (int i = 0; i < count; i++) {
            int size = length(source, at, end, 0);
            at += Integer.BYTES;
            String key = Utf8.decode(source, at, size);
            at += size;
            int valueSize = length(source, at, end, -1);
            at += Integer.BYTES;
            map.put(key, valueSize < 0 ? null : Utf8.decode(source, at, valueSize));
            at += Math.max(0, valueSize);
        }
        if (at != end) {
            throw Refusal.malformed(TYPE, (end - at) + " bytes after the last pair");
        }
        return Collections.unmodifiableMap(map);
    }

    private static int length(byte[] source, int at, int end, int least) {
        int size = end - at < Integer.BYTES ? Integer.MIN_VALUE : Bytes.getInt(source, at);
        if (size < least || size > end - at - Integer.BYTES) {
            throw Refusal.malformed(TYPE, "a string of " + size + " bytes");
        }
        return size;
    }

    @Override
    public String decodeText(byte[] source, int offset, int length) {
        StringBuilder text = new StringBuilder(length);
        decode(source, offset, length)
                .forEach((key, value) -> {
                    quote(key, text.append(text.isEmpty() ? "" : ", "));
                    text.append("=>");
                    if (value == null) {
                        text.append("NULL");
                    } else {
                        quote(value, text);
                    }
                });
        return text.toString();
    }

    private static void quote(String string, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            text.append(c == '"' || c == '\\' ? "\\" : "").append(c);
        }
        text.append('"');
    }

    @Override
    public Decoder<?> decoder(Type wanted) {
        if (wanted instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
            Type[] arguments = generic.getActualTypeArguments();
            if (ArrayLists.upper(arguments[0]) == String.class
                    && ArrayLists.upper(arguments[1]) == String.class) {
                return this::decode;
            }
        }
        return super.decoder(wanted);
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        if (!(value instanceof Map<?, ?> map)) {
            throw Refusal.wrongClass(TYPE, value, "a map of String to String");
        }
        target.putInt(map.size());
        map.forEach((key, each) -> {
            put(key, target);
            if (each == null) {
                target.putInt(-1);
            } else {
                put(each, target);
            }
        });
    }

    private static void put(@Nullable Object string, ByteWriter target) {
        if (!(string instanceof String text)) {
            throw new IllegalArgumentException(
                    "hstore holds Strings by String, and no "
                            + (string == null ? "null" : string.getClass().getTypeName()));
        }
        int position = target.size();
        target.putInt(0);
        Utf8.encode(TYPE, text, target);
        target.setInt(position, target.size() - position - Integer.BYTES);
    }

    @Override
    public String toString() {
        return "<Codec hstore>";
    }
}
