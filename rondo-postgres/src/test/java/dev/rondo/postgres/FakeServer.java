package dev.rondo.postgres;

import dev.rondo.Rondo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A server as far as a pool sees one: connections that take a while to be made, statements that
 * take a while, refusals. On the loop's time, without bytes. What a statement does, its text says:
 * {@code sleep SECONDS}, {@code hang}, {@code fail}, {@code open} (a transaction is open after it).
 */
final class FakeServer implements PoolFilling.Dialer {
    /** What the server answers to {@code fail}. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    final List<String> log = new ArrayList<>();
    final List<FakeConnection> made = new ArrayList<>(); // ever
    final Set<FakeConnection> open = new LinkedHashSet<>();
    Duration connectTime = Duration.ofMillis(10);
    Duration latency = Duration.ofMillis(1);
    Duration closeTime = Duration.ofMillis(1);
    boolean refuses;
    boolean mute; // answers nothing any more
    int attempts;
    int connecting;
    int most; // connections at once, with those that are being made

    @Override
    public PoolMember connect() {
        attempts++;
        connecting++;
        most = Math.max(most, open.size() + connecting);
        try {
            Rondo.sleep(connectTime);
            if (refuses) {
                throw new Refused("refused " + attempts);
            }
        } finally {
            connecting--;
        }
        FakeConnection connection = new FakeConnection(this, made.size() + 1);
        made.add(connection);
        open.add(connection);
        return connection;
    }

    /** Ends all connections, as a server that is stopped. */
    void stop() {
        for (FakeConnection connection : List.copyOf(open)) {
            connection.die();
        }
    }

    FakeConnection connection(int number) {
        return made.get(number - 1);
    }

    void closed(FakeConnection connection) {
        open.remove(connection);
    }

    ConnectionPool pool(PoolOptions options) {
        return ConnectionPool.create("fake", options, this);
    }

    @Nullable Duration limitOf(String sql) {
        return sql.startsWith("hang") || mute ? null : timeOf(sql);
    }

    private Duration timeOf(String sql) {
        return sql.startsWith("sleep ")
                ? Duration.ofMillis((long) (Double.parseDouble(sql.split(" ")[1]) * 1000))
                : latency;
    }
}
