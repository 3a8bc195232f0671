package dev.rondo.postgres;

import dev.rondo.CancelledError;
import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.bytes.ByteQueue;
import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.BackendReader;
import dev.rondo.postgres.wire.WireException;
import dev.rondo.postgres.wire.WireLimits;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.StreamReader;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a session's reader task does: reads, takes messages out of what came, gives each to the
 * session. It alone reads, also while nobody has asked anything: so a notification, a parameter and
 * the server's farewell are heard when they come. It ends with the session, whichever side ends it.
 */
final class Reading {
    private static final int READ_AHEAD = 128 * 1024; // behind a message of the largest size
    private static final int BURST = 16; // reads without a pause, when bytes come and come

    private final Session session;
    private final StreamReader reader;
    private final BackendReader messages;

    Reading(Session session, StreamReader reader, int maxMessage) {
        this.session = session;
        this.reader = reader;
        WireLimits limits = WireLimits.defaults().withMaxRow(maxMessage);
        this.messages = BackendReader.behindLogin(limits);
        reader.setLimit(limits.maxMessage() + READ_AHEAD);
    }

    /** Runs until the stream ends. */
    void run() {
        @Nullable Throwable why = null;
        try {
            readAll();
        } catch (WireException e) {
            why = new ProtocolException(session.address() + ": " + e.getMessage(), e);
        } catch (StreamException | ProtocolException e) {
            why = e;
        } catch (RuntimeException e) { // a mistake of this package's: it is told, too
            why = e;
            throw e;
        } catch (CancelledError e) { // the loop ends
            session.terminate();
            throw e;
        } finally {
            session.end(why);
        }
    }

    private void readAll() {
        EventLoop loop = session.loop();
        ByteQueue bytes = reader.buffer();
        int burst = 0;
        while (true) {
            for (BackendMessage message; (message = messages.next(bytes)) != null; ) {
                session.take(message);
                while (session.isPaused()) {
                    session.awaitTaker();
                }
            }
            reader.taken();
            long pass = loop.passNanos();
            if (!reader.fill()) { // which suspends, unless a read has brought all it had room for
                return;
            }
            burst = pass == loop.passNanos() ? burst + 1 : 0;
            if (burst == BURST) { // the others have their turn
                burst = 0;
                Rondo.sleep(Duration.ZERO);
            }
        }
    }
}
