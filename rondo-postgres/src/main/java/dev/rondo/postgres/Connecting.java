package dev.rondo.postgres;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.Timeout;
import dev.rondo.TimeoutException;
import dev.rondo.postgres.settings.Host;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * From options to an authenticated connection: one host after the other, and all of them again
 * while servers only start, within one limit of time.
 *
 * <p>The next host is tried when one cannot be reached, is none of PostgreSQL's, has no room, is
 * starting or stopping, or is not what {@link TargetSessionAttrs} wants. A server that says no (a
 * wrong password, a database that is not there) ends it, as in libpq: the others would say the
 * same, or should not be asked.
 */
final class Connecting {
    private static final Pauses PAUSES = new Pauses(Duration.ofMillis(100), Duration.ofSeconds(1));

    // A server that starts does so in its time. One that is full may stay so: whoever asks for a
    // connection should hear it soon.
    private static final Duration WHILE_FULL = Duration.ofSeconds(5);

    private final PostgresOptions options;
    private final EventLoop loop;
    private final Duration begun;
    private Duration deadline; // in the loop's time
    private final List<Failure> failures = new ArrayList<>(); // of this round
    private List<Failure> before = List.of(); // of the one before
    private @Nullable HostAttempt current;

    /** One host's. */
    private record Failure(Host host, PostgresException reason) {}

    private Connecting(PostgresOptions options) {
        this.options = options;
        this.loop = Rondo.runningLoop();
        this.begun = loop.time();
        this.deadline = begun.plus(options.connectTimeout());
    }

    /**
     * Connects with the first of the options' servers that will do, and authenticates. Suspends, no
     * longer than the options' time limit; a failure or a cancellation leaves no connection behind.
     *
     * @throws ConnectException if none can be reached or will do: each server's failure is
     *     suppressed in it, or its cause if there is one only
     * @throws ServerException if a server has refused us
     * @throws IllegalArgumentException if settings are wrong, also those of files
     * @throws java.io.UncheckedIOException if a file cannot be read
     */
    static Link connect(PostgresOptions options) {
        return new Connecting(options).withinLimit();
    }

    /**
     * Asks the server to cancel what a link's process does. See {@link Cancelling#run}.
     *
     * @throws ConnectException if the request could not be made, or its end did not come in time
     * @throws IllegalStateException if the server told no key
     */
    static void cancel(Link link) {
        new Cancelling(link).run();
    }

    private Link withinLimit() {
        Timeout limit = Timeout.at(deadline);
        try {
            return limit.run(() -> connect(limit));
        } catch (TimeoutException e) {
            if (!limit.expired()) {
                throw e; // of the program's own supplier of passwords
            }
            throw late(e);
        }
    }

    private PostgresException late(TimeoutException e) {
        HostAttempt attempt = current;
        ConnectException failure =
                new ConnectException(
                        "Not connected after "
                                + seconds(deadline.minus(begun))
                                + (attempt == null
                                        ? ", reading settings"
                                        : ", "
                                                + attempt.phase()
                                                + (attempt.phase().contains("TLS")
                                                        ? " with "
                                                        : " to ")
                                                + attempt.host()),
                        e);
        if (failures.isEmpty()) {
            return orBefore(failure);
        }
        failures.forEach(other -> failure.addSuppressed(other.reason));
        return failure;
    }

    /**
     * When the time was over in a further round, what a server said in the one before tells more.
     */
    private PostgresException orBefore(ConnectException late) {
        if (before.size() == 1) {
            PostgresException said = before.getFirst().reason;
            said.addSuppressed(late);
            return said;
        }
        before.forEach(earlier -> late.addSuppressed(earlier.reason));
        return late;
    }

    private Link connect(Timeout limit) {
        Plan plan = Rondo.toThread(() -> Plan.of(options));
        if (!options.limitsConnecting()) {
            limitBySettings(plan, limit);
        }
        for (int round = 1; ; round++) {
            before = List.copyOf(failures);
            failures.clear();
            Link link = tryAll(plan);
            if (link != null) {
                return link;
            }
            Duration pause = PAUSES.after(round, loop);
            if (!mayPass() || loop.time().plus(pause).compareTo(deadline) >= 0) {
                throw failure();
            }
            Rondo.sleep(pause);
        }
    }

    /** {@code connect_timeout} is each host's: all of them together have their sum. */
    private void limitBySettings(Plan plan, Timeout limit) {
        Optional<Duration> each = plan.settings().hostTimeout();
        if (each.isPresent()) {
            int rounds = plan.wanted() == TargetSessionAttrs.PREFER_STANDBY ? 2 : 1;
            int tries = rounds * plan.settings().hosts().size();
            deadline = begun.plus(each.get().multipliedBy(tries));
            limit.reschedule(deadline);
        }
    }

    // ---- A round

    private static void shuffle(List<Host> hosts) {
        EventLoop loop = Rondo.runningLoop();
        for (int i = hosts.size(); i > 1; i--) {
            Collections.swap(hosts, i - 1, (int) loop.draw(i));
        }
    }

    private @Nullable Link tryAll(Plan plan) {
        List<Host> hosts = new ArrayList<>(plan.settings().hosts());
        if (plan.isBalanced()) {
            shuffle(hosts);
        }
        if (plan.wanted() != TargetSessionAttrs.PREFER_STANDBY) {
            return tryAll(plan, hosts, plan.wanted(), hosts.size());
        }
        Link standby = tryAll(plan, hosts, TargetSessionAttrs.STANDBY, 2 * hosts.size());
        return standby == null
                ? tryAll(plan, hosts, TargetSessionAttrs.ANY, hosts.size())
                : standby;
    }

    /** Tries one after the other; each has its part of the time that is left. */
    private @Nullable Link tryAll(
            Plan plan, List<Host> hosts, TargetSessionAttrs wanted, int tries) {
        int left = tries;
        for (Host host : hosts) {
            Duration part = deadline.minus(loop.time()).dividedBy(left--);
            Duration limit = plan.settings().hostTimeout().orElse(part);
            try {
                return tryOne(plan, host, wanted, limit);
            } catch (ServerException e) {
                if (!isPassing(e)) {
                    failures.forEach(before -> e.addSuppressed(before.reason));
                    throw e;
                }
                failures.add(new Failure(host, e));
            } catch (ConnectException e) {
                failures.add(new Failure(host, e));
            }
        }
        return null;
    }

    private Link tryOne(Plan plan, Host host, TargetSessionAttrs wanted, Duration limit) {
        HostAttempt attempt = new HostAttempt(plan, host, wanted);
        current = attempt;
        Timeout scope = Timeout.after(limit.isNegative() ? Duration.ZERO : limit);
        try {
            return scope.run(attempt::run);
        } catch (TimeoutException e) {
            if (!scope.expired()) {
                throw e;
            }
            throw new ConnectException(
                    "Cannot connect to "
                            + host
                            + ": not done after "
                            + seconds(limit)
                            + ", "
                            + attempt.phase(),
                    e);
        }
    }

    /** Returns whether a server may say something else soon, or another server does. */
    private static boolean isPassing(ServerException e) {
        return e instanceof CannotConnectNowException
                || e instanceof InsufficientResourcesException
                || e instanceof AdminShutdownException
                || e instanceof CrashShutdownException;
    }

    // ---- After a round

    /** Returns whether to try all again: a server starts, or has no room for a moment. */
    private boolean mayPass() {
        Duration time = loop.time().minus(begun);
        return failures.stream()
                .map(Failure::reason)
                .anyMatch(e ->
                        e instanceof CannotConnectNowException
                                || (e instanceof TooManyConnectionsException
                                        && time.compareTo(WHILE_FULL) < 0));
    }

    private PostgresException failure() {
        if (failures.size() == 1) {
            PostgresException reason = failures.getFirst().reason;
            return reason instanceof ConnectException late
                            && late.getCause() instanceof TimeoutException
                    ? orBefore(late)
                    : reason;
        }
        String each =
                failures.stream()
                        .map(failure -> firstLine(failure.reason))
                        .collect(Collectors.joining("\n  "));
        ConnectException all =
                new ConnectException("Cannot connect to any server\n  " + each, null);
        failures.forEach(failure -> all.addSuppressed(failure.reason));
        return all;
    }

    private static String firstLine(PostgresException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    static String seconds(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
    }
}
