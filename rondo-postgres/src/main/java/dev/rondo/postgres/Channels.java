package dev.rondo.postgres;

import dev.rondo.ExceptionContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The channels that a connection listens on, and who hears them. The session knows this, so it
 * refers to what a program has of the connection only while somebody listens: then that is no
 * {@link Unclosed} one, even if nothing else has it.
 */
final class Channels {
    private static final int LONGEST = 63; // bytes of a name; the server cuts longer ones

    private final Session session;
    private final Map<String, List<NotificationListener>> listeners = new LinkedHashMap<>();

    @SuppressWarnings("UnusedVariable") // that it is referred to is all
    private @Nullable Turn owner; // what is in use while somebody listens, whoever has it

    private boolean warned; // that a pooler may be in the way

    Channels(Session session) {
        this.session = session;
        session.news().onNotification(this::heard);
    }

    private void heard(Notification notification) {
        List<NotificationListener> all = listeners.get(notification.channel());
        if (all != null) {
            ServerNews news = session.news();
            for (NotificationListener listener : List.copyOf(all)) {
                news.call("a notification listener", () -> listener.notified(notification));
            }
        }
    }

    /** Listens, if nobody does yet on this channel. Suspends then; fails as a whole. */
    void add(Operations limited, String channel, NotificationListener listener) {
        String quoted = quoted(channel);
        List<NotificationListener> all = listeners.get(channel);
        if (all != null) {
            all.add(listener);
            return;
        }
        List<NotificationListener> first = new ArrayList<>();
        first.add(listener);
        listeners.put(channel, first); // before LISTEN is answered, something may come
        owner = limited.turn();
        boolean listening = false;
        try {
            limited.script("LISTEN " + quoted);
            listening = true;
            warnOfPooler();
        } finally {
            if (!listening) {
                listeners.remove(channel, first);
                letGo();
            }
        }
    }

    /**
     * A pooler's server hears what is sent while another client has it, and nobody gets it. That
     * there is one only the options tell: its parameters and its answers are the server's.
     */
    private void warnOfPooler() {
        if (session.options().unnamedStatements() && !warned) {
            warned = true;
            session.loop()
                    .callExceptionHandler(
                            new ExceptionContext(
                                    "LISTEN on "
                                            + session
                                            + ", which has unnamed statements: behind a pooler that"
                                            + " gives each transaction another server nothing will"
                                            + " arrive"
                                            + "\nListen by a connection that goes to the server itself,"
                                            + " without withUnnamedStatements"));
        }
    }

    void remove(Operations limited, String channel, NotificationListener listener) {
        List<NotificationListener> all = listeners.get(channel);
        if (all == null || !all.remove(listener) || !all.isEmpty()) {
            return;
        }
        listeners.remove(channel);
        letGo();
        if (!session.isClosed()) {
            limited.script("UNLISTEN " + quoted(channel));
        }
    }

    /** Forgets all: the server has been told. */
    void clear() {
        listeners.clear();
        letGo();
    }

    private void letGo() {
        if (listeners.isEmpty()) {
            owner = null;
        }
    }

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    private static String quoted(String channel) {
        int length = channel.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > LONGEST) {
            throw new IllegalArgumentException(
                    "A channel's name has 1 to " + LONGEST + " bytes, not " + length);
        }
        return "\"" + channel.replace("\"", "\"\"") + "\"";
    }
}
