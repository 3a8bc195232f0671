package dev.rondo.http;

import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.util.Iterator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

/** JSON by Jackson 3: the only class that names it. */
final class JacksonJson implements Json {
    private final JsonMapper mapper = JsonMapper.builder().build();

    @Override
    public byte[] write(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw failed("write " + value.getClass().getName() + " as JSON", e);
        }
    }

    @Override
    public void write(Object value, OutputStream out) {
        try {
            mapper.writer()
                    .without(tools.jackson.core.StreamWriteFeature.AUTO_CLOSE_TARGET)
                    .writeValue(out, value);
        } catch (JacksonException e) {
            throw failed("write " + value.getClass().getName() + " as JSON", e);
        }
    }

    @Override
    public Object read(byte[] json, Type type) {
        JavaType javaType = mapper.constructType(type);
        try {
            Object value = mapper.readValue(json, javaType);
            if (value == null) {
                throw new JsonException("JSON is null, not a " + type.getTypeName());
            }
            return value;
        } catch (JacksonException e) {
            throw failed("read JSON as " + type.getTypeName(), e);
        }
    }

    @Override
    public <T> Iterator<T> readArray(InputStream json, Class<T> element) {
        try {
            MappingIterator<T> values = mapper.readerFor(element).readValues(json);
            return new Elements<>(values, element);
        } catch (JacksonException e) {
            throw failed("read a JSON array of " + element.getName(), e);
        }
    }

    /** The original message may quote the JSON: it is bounded, and without the source. */
    private static JsonException failed(String what, JacksonException e) {
        return new JsonException("Cannot " + what + ": " + e.getOriginalMessage(), e);
    }

    private record Elements<T>(MappingIterator<T> values, Class<T> element) implements Iterator<T> {
        @Override
        public boolean hasNext() {
            try {
                return values.hasNextValue();
            } catch (JacksonException e) {
                throw failed("read a JSON array of " + element.getName(), e);
            }
        }

        @Override
        public T next() {
            try {
                return values.nextValue();
            } catch (JacksonException e) {
                throw failed("read a JSON array of " + element.getName(), e);
            }
        }
    }
}
