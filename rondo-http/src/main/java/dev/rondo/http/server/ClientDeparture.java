package dev.rondo.http.server;

import dev.rondo.stream.ByteStream;
import org.jspecify.annotations.Nullable;

/** Tells one who writes an endless answer that its client has left, or that the server stops. */
final class ClientDeparture implements Departure {
    private final Site site;
    private final ByteStream stream;
    private @Nullable Runnable code; // to run

    ClientDeparture(Site site, ByteStream stream) {
        this.site = site;
        this.stream = stream;
    }

    @Override
    public void onDeparture(Runnable code) {
        removeOnDeparture();
        this.code = code;
        site.onStop(code);
        stream.onHangUp(code);
    }

    @Override
    public void removeOnDeparture() {
        if (code == null) {
            return;
        }
        site.removeOnStop(code);
        code = null;
        if (!stream.isClosed()) {
            stream.removeOnHangUp();
        }
    }
}
