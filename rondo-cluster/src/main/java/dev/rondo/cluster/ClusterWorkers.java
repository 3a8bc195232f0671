package dev.rondo.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.IExecutorService;
import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.SerializableBody;
import dev.rondo.workers.BrokenWorkerException;
import dev.rondo.workers.BrokenWorkersException;
import dev.rondo.workers.RemoteCode;
import dev.rondo.workers.WorkerSnapshot;
import dev.rondo.workers.Workers;
import dev.rondo.workers.WorkersSnapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Workers that are the members of a Hazelcast cluster: the calls of {@link Workers}, run on other
 * machines.
 *
 * {@snippet :
 * try (ClusterWorkers workers = ClusterWorkers.join(new Config())) {
 *     for (long count : workers.map(ranges, MapOptions.defaults().withRetries(2), r -> primesIn(r))) {
 *         IO.println(count);
 *     }
 * }
 * }
 *
 * <p>Members find each other by Hazelcast's own configuration; each has the program's classes on
 * its class path, or in the class loader of its configuration. A call waits here until a member has
 * room, goes to the one with the fewest, and is never sent twice. When its member leaves, it fails
 * with {@link BrokenWorkerException}; cancelling it interrupts it over there.
 *
 * <p>Any thread may call the methods, as with {@link Workers}. Ending these workers ends no member
 * but the one that {@link #join} made.
 *
 * <p>Rejected: an engine of our own for members, their death and split networks, which Hazelcast
 * has; Hazelcast's {@code submitToKeyOwner} and its queue, which may run a job again at another
 * member.
 */
public final class ClusterWorkers implements Workers {
    private final HazelcastInstance instance;
    private final boolean isOwner;
    private final ClusterOptions options;
    private final IExecutorService executor;
    private final UUID listener;
    private final ExecutorService own; // Hazelcast's and users' code is not called on a loop
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();

    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock.
    private final Map<UUID, Place> places = new LinkedHashMap<>();
    private final Deque<ClusterCall<?>> waiting = new ArrayDeque<>();
    private final Set<ClusterCall<?>> running = new LinkedHashSet<>();
    private boolean closing;
    private boolean ending; // the last steps have begun
    private @Nullable BrokenWorkersException brokenBy;
    private final Tally tally = new Tally();

    private ClusterWorkers(HazelcastInstance instance, boolean isOwner, ClusterOptions options) {
        this.instance = instance;
        this.isOwner = isOwner;
        this.options = options;
        this.executor = instance.getExecutorService(options.name());
        this.own = OwnThreads.pool(Thread.currentThread().getContextClassLoader());
        this.listener =
                instance.getCluster().addMembershipListener(new Arrivals(this::joined, this::left));
        instance.getCluster().getMembers().forEach(this::joined);
    }

    /** Returns workers on the members of an instance, which stays the caller's. Blocks shortly. */
    public static ClusterWorkers over(HazelcastInstance instance, ClusterOptions options) {
        Objects.requireNonNull(instance, "instance");
        Objects.requireNonNull(options, "options");
        return new ClusterWorkers(instance, false, options);
    }

    /** Joins a cluster with {@link ClusterOptions#defaults}. */
    public static ClusterWorkers join(Config config) {
        return join(config, ClusterOptions.defaults());
    }

    /**
     * Starts a member in this process, which ends with the workers. Suspends in a task, blocks
     * elsewhere; a cancelled one ends when it has started. What runs at it has its classes from the
     * class loader of the configuration, or if it names none from the calling thread's context: a
     * program that was compiled into memory names its own.
     */
    public static ClusterWorkers join(Config config, ClusterOptions options) {
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(options, "options");
        if (config.getClassLoader() == null) {
            config.setClassLoader(Thread.currentThread().getContextClassLoader());
        }
        config.getExecutorConfig(options.name()).setPoolSize(options.callsPerMember());
        CompletableFuture<ClusterWorkers> joined = new CompletableFuture<>();
        OwnThreads.thread(
                        "rondo-cluster-join",
                        config.getClassLoader(),
                        () -> join(config, options, joined))
                .start();
        return Objects.requireNonNull(await(joined));
    }

    private static void join(
            Config config, ClusterOptions options, CompletableFuture<ClusterWorkers> joined) {
        try {
            HazelcastInstance made = Hazelcast.newHazelcastInstance(config);
            ClusterWorkers workers = new ClusterWorkers(made, true, options);
            if (!joined.complete(workers)) {
                workers.kill();
            }
        } catch (Throwable e) { // whoever joins is told
            joined.completeExceptionally(e);
        }
    }

    private static <T extends @Nullable Object> T await(CompletableFuture<T> stage) {
        return Rondo.currentTask().isPresent() ? Rondo.await(stage) : stage.join();
    }

    /** Returns Hazelcast's instance, for its maps and listeners. */
    public HazelcastInstance instance() {
        return instance;
    }

    // ---- Members

    private void joined(Member member) {
        if (member.localMember() && !options.includesLocal()) {
            return;
        }
        lock.lock();
        try {
            places.putIfAbsent(member.getUuid(), new Place(member));
        } finally {
            lock.unlock();
        }
        pump();
    }

    /** The calls that it had fail one by one, by Hazelcast's word. */
    private void left(Member member) {
        List<ClusterCall<?>> dropped = new ArrayList<>();
        lock.lock();
        try {
            places.remove(member.getUuid());
            if (places.isEmpty()) {
                dropped.addAll(waiting);
                waiting.clear();
                tally.broken += dropped.size();
            }
        } finally {
            lock.unlock();
        }
        for (ClusterCall<?> call : dropped) {
            call.completeExceptionally(MemberLeft.exception(Place.nameOf(member), null));
        }
        pump();
    }

    // ---- Calls

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> start(SerializableBody<T, ?> code) {
        Objects.requireNonNull(code, "code");
        ClusterCall<T> call = new ClusterCall<>(this, code);
        lock.lock();
        try {
            checkTakesCalls();
            waiting.addLast(call);
        } finally {
            lock.unlock();
        }
        pump();
        return call;
    }

    private void checkTakesCalls() {
        if (brokenBy != null) {
            throw new BrokenWorkersException(String.valueOf(brokenBy.getMessage()), null);
        }
        if (closing) {
            throw new IllegalStateException(this + " take no more calls: they are closed");
        }
        if (places.isEmpty()) {
            throw new IllegalStateException(
                    this + " have no member to work\nStart one, or let this one work too");
        }
    }

    /** Sends at once, whether there is room or not. */
    private <T extends @Nullable Object> ClusterCall<T> startAt(
            Member member, SerializableBody<T, ?> code) {
        ClusterCall<T> call = new ClusterCall<>(this, code);
        Place place;
        lock.lock();
        try {
            checkTakesCalls();
            Place known = places.get(member.getUuid());
            place = known != null ? known : new Place(member); // one that shares no work, or left
            begin(call, place);
        } finally {
            lock.unlock();
        }
        own.execute(() -> send(call, place));
        return call;
    }

    /**
     * Begins to run code at the member that owns a key of Hazelcast's maps, beside the data. It
     * does not wait for room there. Any thread; neither blocks nor suspends.
     *
     * @throws IllegalStateException if they take no more calls
     */
    public <T extends @Nullable Object> CompletableFuture<T> startAtOwner(
            Object key, SerializableBody<T, ?> code) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(code, "code");
        Member owner = instance.getPartitionService().getPartition(key).getOwner();
        return startAt(owner == null ? instance.getCluster().getLocalMember() : owner, code);
    }

    /**
     * Begins to run code at every member that works here, once at each. Any thread; neither blocks
     * nor suspends.
     *
     * @return the calls by the members' addresses, in the order in which they joined
     * @throws IllegalStateException if they take no more calls
     */
    public <T extends @Nullable Object> Map<String, CompletableFuture<T>> startOnAll(
            SerializableBody<T, ?> code) {
        Objects.requireNonNull(code, "code");
        List<Member> members = new ArrayList<>();
        lock.lock();
        try {
            places.values().forEach(place -> members.add(place.member));
        } finally {
            lock.unlock();
        }
        Map<String, CompletableFuture<T>> calls = new LinkedHashMap<>();
        for (Member member : members) {
            calls.put(Place.nameOf(member), startAt(member, code));
        }
        return calls;
    }

    private void begin(ClusterCall<?> call, Place place) {
        call.at = place.member.getUuid();
        place.running++;
        place.calls++;
        running.add(call);
    }

    /** Sends what waits to members that have room, the emptiest first. */
    private void pump() {
        while (true) {
            ClusterCall<?> call;
            Place emptiest = null;
            lock.lock();
            try {
                for (Place place : places.values()) {
                    if (place.running < options.callsPerMember()
                            && (emptiest == null || place.running < emptiest.running)) {
                        emptiest = place;
                    }
                }
                call = emptiest == null ? null : waiting.pollFirst();
                if (call != null) {
                    begin(call, Objects.requireNonNull(emptiest));
                }
                endIfDone();
            } finally {
                lock.unlock();
            }
            if (call == null) {
                return;
            }
            Place place = Objects.requireNonNull(emptiest);
            own.execute(() -> send(call, place));
        }
    }

    private void send(ClusterCall<?> call, Place place) {
        String name = place.name();
        try {
            ClusterJob job = new ClusterJob(RemoteCode.pack(call.code), name);
            CompletableFuture<byte[]> sent =
                    (CompletableFuture<byte[]>) executor.submitToMember(job, place.member);
            lock.lock();
            try {
                call.job = sent;
            } finally {
                lock.unlock();
            }
            if (call.isDone()) { // cancelled or given up while it was being sent
                sent.cancel(true);
            }
            sent.whenCompleteAsync(
                    (outcome, failure) -> settle(call, place, name, outcome, failure), own);
        } catch (RuntimeException e) { // it cannot be sent, or Hazelcast is no longer there
            settle(call, place, name, null, e);
        }
    }

    private void settle(
            ClusterCall<?> call,
            Place place,
            String name,
            byte @Nullable [] outcome,
            @Nullable Throwable failure) {
        try {
            if (outcome != null) {
                call.succeed(RemoteCode.open(outcome, call.code));
            } else {
                Throwable reason = MemberLeft.reason(name, Objects.requireNonNull(failure));
                if (reason instanceof BrokenWorkerException) {
                    left(place.member); // before Hazelcast says so: a retry must not go there again
                }
                call.completeExceptionally(reason);
            }
        } catch (Throwable e) { // what the code threw
            call.completeExceptionally(e);
        }
        over(call, place);
        pump();
    }

    private void over(ClusterCall<?> call, Place place) {
        lock.lock();
        try {
            if (!running.remove(call)) {
                return; // it was cancelled, and counted then
            }
            place.running--;
            tally.count(call);
        } finally {
            lock.unlock();
        }
    }

    /** Drops a call, or has its member interrupt it. Any thread; does not block. */
    void cancelled(ClusterCall<?> call) {
        CompletableFuture<?> job;
        lock.lock();
        try {
            if (waiting.remove(call)) {
                tally.cancelled++;
            }
            job = call.job;
            endIfDone();
        } finally {
            lock.unlock();
        }
        if (job != null) {
            own.execute(() -> job.cancel(true)); // it tells the member, which may block
        }
    }

    // ---- The end

    private void endIfDone() {
        boolean over = (closing || brokenBy != null) && waiting.isEmpty() && running.isEmpty();
        if (over && !ending) {
            ending = true;
            Thread.ofPlatform().daemon().name("rondo-cluster-end").start(this::end);
        }
    }

    private void end() {
        try {
            if (instance.getLifecycleService().isRunning()) {
                instance.getCluster().removeMembershipListener(listener);
                if (isOwner && brokenBy == null) {
                    instance.shutdown();
                } else if (isOwner) {
                    instance.getLifecycleService().terminate();
                }
            }
        } catch (HazelcastInstanceNotActiveException e) {
            // Somebody ended it in the meantime.
        } finally {
            own.shutdown();
            ended.complete(null);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            endIfDone();
        } finally {
            lock.unlock();
        }
        try {
            await(ended.copy());
        } catch (CancelledError e) {
            breakDown("they were killed, since their closing was cancelled");
            throw e;
        }
    }

    @Override
    public void terminate() {
        breakDown("they were terminated");
        await(ended.copy());
    }

    /** As {@link #terminate}: the members are not these workers' to kill. */
    @Override
    public void kill() {
        terminate();
    }

    private void breakDown(String why) {
        List<ClusterCall<?>> dropped;
        List<ClusterCall<?>> stopped;
        lock.lock();
        try {
            if (brokenBy == null) {
                brokenBy = new BrokenWorkersException(this + " take no more calls: " + why, null);
            }
            dropped = new ArrayList<>(waiting);
            waiting.clear();
            stopped = new ArrayList<>(running);
            tally.failed += dropped.size();
            endIfDone();
        } finally {
            lock.unlock();
        }
        for (ClusterCall<?> call : dropped) {
            call.completeExceptionally(
                    new BrokenWorkersException(this + " take no more calls: " + why, null));
        }
        for (ClusterCall<?> call : stopped) {
            call.completeExceptionally(
                    new BrokenWorkerException(
                            String.valueOf(call.at),
                            "was given up: " + why,
                            OptionalInt.empty(),
                            List.of(),
                            null));
            cancelled(call);
        }
    }

    // ---- Asking

    @Override
    public int parallelism() {
        lock.lock();
        try {
            return Math.max(1, places.size()) * options.callsPerMember();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public WorkersSnapshot snapshot() {
        lock.lock();
        try {
            List<WorkerSnapshot> members = new ArrayList<>();
            places.values().forEach(place -> members.add(place.snapshot()));
            return tally.snapshot(
                    parallelism(),
                    !closing && brokenBy == null,
                    waiting.size(),
                    running.size(),
                    members);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "workers in the cluster " + instance.getConfig().getClusterName();
    }
}
