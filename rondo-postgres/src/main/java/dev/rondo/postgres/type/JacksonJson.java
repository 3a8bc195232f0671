package dev.rondo.postgres.type;

import java.lang.reflect.Type;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** JSON by Jackson 3: the only class that names it. */
final class JacksonJson implements Json {
    private final JsonMapper mapper = JsonMapper.builder().build();

    @Override
    public byte[] write(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw failed("write " + value.getClass().getTypeName() + " as JSON", e);
        }
    }

    @Override
    public Object read(byte[] json, Type type) {
        try {
            Object value = mapper.readValue(json, mapper.constructType(type));
            if (value == null) {
                throw new IllegalArgumentException("JSON is null, not a " + type.getTypeName());
            }
            return value;
        } catch (JacksonException e) {
            throw failed("read JSON as " + type.getTypeName(), e);
        }
    }

    private static IllegalArgumentException failed(String what, JacksonException e) {
        return new IllegalArgumentException("Cannot " + what + ": " + e.getOriginalMessage(), e);
    }
}
