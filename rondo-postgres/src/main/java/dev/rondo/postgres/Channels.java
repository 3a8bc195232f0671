package dev.rondo.postgres;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The channels that a connection listens on, and who hears them. */
final class Channels {
    private static final int LONGEST = 63; // bytes of a name; the server cuts longer ones

    private final Operations operations;
    private final Map<String, List<NotificationListener>> listeners = new LinkedHashMap<>();

    Channels(Operations operations) {
        this.operations = operations;
        operations.session().news().onNotification(this::heard);
    }

    private void heard(Notification notification) {
        List<NotificationListener> all = listeners.get(notification.channel());
        if (all != null) {
            ServerNews news = operations.session().news();
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
        boolean listening = false;
        try {
            limited.script("LISTEN " + quoted);
            listening = true;
        } finally {
            if (!listening) {
                listeners.remove(channel, first);
            }
        }
    }

    void remove(Operations limited, String channel, NotificationListener listener) {
        List<NotificationListener> all = listeners.get(channel);
        if (all == null || !all.remove(listener) || !all.isEmpty()) {
            return;
        }
        listeners.remove(channel);
        if (!operations.session().isClosed()) {
            limited.script("UNLISTEN " + quoted(channel));
        }
    }

    /** Forgets all: the server has been told. */
    void clear() {
        listeners.clear();
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
