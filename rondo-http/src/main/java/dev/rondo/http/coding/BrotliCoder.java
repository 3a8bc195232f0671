package dev.rondo.http.coding;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Brotli (RFC 7932). */
final class BrotliCoder implements Coder {
    /** Loads the library; a {@link LinkageError} says that it is not there. */
    BrotliCoder() {
        Brotli4jLoader.ensureAvailability();
    }

    @Override
    public String name() {
        return "br";
    }

    @Override
    public InputStream decoding(InputStream source) throws IOException {
        BrotliInputStream stream = new BrotliInputStream(source);
        stream.enableEagerOutput(); // what was flushed can be read
        return stream;
    }

    @Override
    public OutputStream encoding(OutputStream target, int level) throws IOException {
        Encoder.Parameters parameters = Encoder.Parameters.create(Math.max(1, level - 2));
        return new BrotliOutputStream(target, parameters);
    }
}
