package dev.rondo.http.coding;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import com.github.luben.zstd.util.Native;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Zstandard (RFC 8878), with the window that RFC 9659 allows in HTTP: 8 MiB. */
final class ZstandardCoder implements Coder {
    private static final int WINDOW_LOG = 23;

    /** Loads the library; a {@link LinkageError} says that it is not there. */
    ZstandardCoder() {
        Native.load();
    }

    @Override
    public String name() {
        return "zstd";
    }

    @Override
    public InputStream decoding(InputStream source) throws IOException {
        return new ZstdInputStreamNoFinalizer(source).setLongMax(WINDOW_LOG);
    }

    @Override
    public OutputStream encoding(OutputStream target, int level) throws IOException {
        return new ZstdOutputStreamNoFinalizer(target, Math.max(1, level - 3));
    }
}
