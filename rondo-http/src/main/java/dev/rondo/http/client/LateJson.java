package dev.rondo.http.client;

import dev.rondo.http.Json;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.util.Iterator;

/** The JSON of a client, looked for when it is used: most clients need no library. */
final class LateJson implements Json {
    private final ClientOptions options;

    LateJson(ClientOptions options) {
        this.options = options;
    }

    @Override
    public byte[] write(Object value) {
        return options.json().write(value);
    }

    @Override
    public void write(Object value, OutputStream out) {
        options.json().write(value, out);
    }

    @Override
    public Object read(byte[] json, Type type) {
        return options.json().read(json, type);
    }

    @Override
    public <T> Iterator<T> readArray(InputStream json, Class<T> element) {
        return options.json().readArray(json, element);
    }
}
