package dev.rondo.postgres;

import dev.rondo.EventLoop;
import dev.rondo.ExceptionContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The listeners that one task has added to a connection of a pool: they go with it, since the next
 * one must not be heard by them. The loop's thread.
 */
final class LeaseListeners {
    private record OfChannel(String channel, NotificationListener listener) {}

    private final Connection connection;
    private final List<OfChannel> channels = new ArrayList<>();
    private final List<NoticeListener> notices = new ArrayList<>();
    private final List<Runnable> terminations = new ArrayList<>();
    private final List<QueryLogger> loggers = new ArrayList<>();
    private boolean expected; // to be there when the connection is given back

    LeaseListeners(Connection connection) {
        this.connection = connection;
    }

    /** Listeners are of the pool's own, and no mistake. */
    void expect() {
        expected = true;
    }

    void add(String channel, NotificationListener listener) {
        connection.addListener(channel, listener);
        channels.add(new OfChannel(channel, listener));
    }

    void remove(String channel, NotificationListener listener) {
        channels.remove(new OfChannel(channel, listener));
        connection.removeListener(channel, listener);
    }

    void addNotices(NoticeListener listener) {
        connection.addNoticeListener(listener);
        notices.add(listener);
    }

    void removeNotices(NoticeListener listener) {
        notices.remove(listener);
        connection.removeNoticeListener(listener);
    }

    void addTermination(Runnable listener) {
        connection.addTerminationListener(listener);
        terminations.add(listener);
    }

    void removeTermination(Runnable listener) {
        terminations.remove(listener);
        connection.removeTerminationListener(listener);
    }

    void addLogger(QueryLogger logger) {
        connection.addQueryLogger(logger);
        loggers.add(logger);
    }

    void removeLogger(QueryLogger logger) {
        loggers.remove(logger);
        connection.removeQueryLogger(logger);
    }

    boolean isEmpty() {
        return channels.isEmpty()
                && notices.isEmpty()
                && terminations.isEmpty()
                && loggers.isEmpty();
    }

    /** Takes all away, and warns of channels that were still listened on. Suspends for those. */
    void end(EventLoop loop, Object owner) {
        notices.forEach(connection::removeNoticeListener);
        terminations.forEach(connection::removeTerminationListener);
        loggers.forEach(connection::removeQueryLogger);
        notices.clear();
        terminations.clear();
        loggers.clear();
        if (channels.isEmpty()) {
            return;
        }
        if (!expected) {
            warn(loop, owner);
        }
        List<OfChannel> left = new ArrayList<>(channels);
        channels.clear();
        for (OfChannel of : left) {
            connection.removeListener(of.channel(), of.listener());
        }
    }

    private void warn(EventLoop loop, Object owner) {
        Set<String> names = new LinkedHashSet<>();
        for (OfChannel of : channels) {
            names.add(of.channel());
        }
        loop.callExceptionHandler(
                new ExceptionContext(
                        owner
                                + " was given back while it listened on "
                                + String.join(", ", names)
                                + ": it listens no more"
                                + "\nremoveListener() before close(), or use pool.listen()"));
    }
}
