package dev.rondo.postgres;

import dev.rondo.CancelledError;
import dev.rondo.ExceptionContext;
import dev.rondo.Rondo;
import dev.rondo.postgres.wire.BackendMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a server says by itself, and who hears it: parameters, notices, notifications, its end.
 * Listeners are called in the reader task, in the order in which they were added; what they throw
 * goes to the loop's exception handler, and the next one is called.
 */
final class ServerNews {
    private static final int MOST_PARAMETERS = 1000; // servers report some 15

    private final Session session;
    private final Map<String, String> parameters;
    private final List<Notice> early; // from before there was a listener
    private final List<NoticeListener> noticeListeners = new ArrayList<>();
    private final List<Runnable> endListeners = new ArrayList<>();
    private @Nullable Consumer<Notification> notificationListener;

    ServerNews(Session session, Link link) {
        this.session = session;
        this.parameters = link.parameters();
        this.early = new ArrayList<>(link.notices());
    }

    // ---- Listeners

    /** Adds a listener; the first one hears what was said as the session began. */
    void addNoticeListener(NoticeListener listener) {
        noticeListeners.add(listener);
        List<Notice> said = List.copyOf(early);
        early.clear();
        for (Notice notice : said) {
            call("a notice listener", () -> listener.noticed(notice));
        }
    }

    void removeNoticeListener(NoticeListener listener) {
        noticeListeners.remove(listener);
    }

    /** Adds who is told once that the session has ended. */
    void addTerminationListener(Runnable listener) {
        endListeners.add(listener);
    }

    void removeTerminationListener(Runnable listener) {
        endListeners.remove(listener);
    }

    /** Sets who hears notifications, of any channel. */
    void onNotification(Consumer<Notification> listener) {
        notificationListener = listener;
    }

    // ---- News

    /**
     * Keeps a parameter.
     *
     * @throws ProtocolException if there are more of them than any server has
     */
    void parameter(BackendMessage.ParameterStatus parameter) {
        if (parameters.size() >= MOST_PARAMETERS && !parameters.containsKey(parameter.name())) {
            throw new ProtocolException(
                    session.address() + " reports more than " + MOST_PARAMETERS + " parameters",
                    null);
        }
        parameters.put(parameter.name(), parameter.value());
    }

    void notice(Notice notice) {
        for (NoticeListener listener : List.copyOf(noticeListeners)) {
            call("a notice listener", () -> listener.noticed(notice));
        }
    }

    void notification(BackendMessage.NotificationResponse told) {
        Consumer<Notification> listener = notificationListener;
        if (listener != null) {
            Notification notification =
                    new Notification(told.processId(), told.channel(), told.payload());
            call("a notification listener", () -> listener.accept(notification));
        }
    }

    void ended() {
        for (Runnable listener : List.copyOf(endListeners)) {
            call("a termination listener", listener);
        }
        endListeners.clear();
    }

    /** Calls code that is not ours. */
    void call(String whose, Runnable code) {
        try {
            code.run();
        } catch (Throwable e) { // of somebody else's code; but the end of the loop is ours, too
            if (e instanceof CancelledError cancelled && Rondo.cancelRequested()) {
                throw cancelled;
            }
            session.loop()
                    .callExceptionHandler(
                            new ExceptionContext(whose + " of " + session + " failed", e));
        }
    }
}
