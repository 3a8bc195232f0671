package dev.rondo.postgres;

import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What TLS is made by, kept for the connects that follow: a pool makes many connections from the
 * same files, and to read a file of all the world's authorities takes longer than a handshake. The
 * files are looked at each time, so a certificate that was renewed counts from the next connect on.
 *
 * <p>One for the JVM, since options are copied freely. Any thread.
 */
final class TlsContexts {
    private static final int MOST = 16; // the databases of one program, with a different key each

    private static final Map<TlsFiles, SSLContext> KEPT = new LinkedHashMap<>(16, 0.75f, true);

    private TlsContexts() {}

    /**
     * Returns what is made of files, kept or new; see {@link TlsFiles#context}.
     *
     * <p>Files that change while they are read may be kept under the stamps from before: these are
     * no stamps of the changed ones, so the next connect reads again.
     */
    static SSLContext of(TlsFiles files) {
        SSLContext known = find(files);
        return known == null ? keep(files, files.context()) : known;
    }

    private static synchronized @Nullable SSLContext find(TlsFiles files) {
        return KEPT.get(files);
    }

    private static synchronized SSLContext keep(TlsFiles files, SSLContext made) {
        KEPT.put(files, made);
        if (KEPT.size() > MOST) {
            KEPT.remove(KEPT.keySet().iterator().next());
        }
        return made;
    }
}
