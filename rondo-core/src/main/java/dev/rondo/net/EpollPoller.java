package dev.rondo.net;

import dev.rondo.Rondo;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.DatagramOptions;
import dev.rondo.stream.KeepAlive;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.SocketOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The fast poller of Linux: epoll and sockets through {@code java.lang.foreign}, edge-triggered, so
 * that a socket costs one {@code epoll_ctl} in its life, and reads go straight into the caller's
 * array.
 */
sealed class EpollPoller implements SocketPoller permits UringPoller {
    private static final int BATCH = 512; // events a call
    private static final boolean PACKED =
            System.getProperty("os.arch").equals("amd64"); // struct epoll_event
    private static final int EVENT_SIZE = PACKED ? 12 : 16;
    private static final int DATA_OFFSET = PACKED ? 4 : 8;
    static final int ALL_EVENTS = Libc.EPOLLIN | Libc.EPOLLOUT | Libc.EPOLLRDHUP | Libc.EPOLLET;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Arena arena = Arena.ofShared(); // wakeUp is called by any thread
    private final Libc libc = new Libc(arena);
    private final LibcFiles files = new LibcFiles(arena);
    private final LibcGather gather = new LibcGather(arena);
    private final MemorySegment events = arena.allocate((long) BATCH * EVENT_SIZE, 8);
    private final MemorySegment address = arena.allocate(SocketAddresses.LARGEST, 8);
    private final MemorySegment one = arena.allocate(8, 8);
    private final Errno wakeUpErrno = new Errno(arena); // guarded by wakeUpLock
    private final Object wakeUpLock = new Object();
    private final Unclosed unclosed = new Unclosed();
    private final int epoll;
    private final int wakeUps;
    private @Nullable EpollDescriptor[] byNumber = new @Nullable EpollDescriptor[64];
    private int generations; // ever given out
    private int watched; // descriptors; written by the loop's thread, read by the watchdog
    private @Nullable ChannelWatcher channels; // made when asked for
    private volatile boolean closed;

    EpollPoller() throws IOException {
        one.set(ValueLayout.JAVA_LONG, 0, 1);
        int created = -1;
        int counter = -1;
        try {
            created = libc.epollCreate();
            counter = libc.eventfd();
            this.epoll = created;
            this.wakeUps = counter;
            control(Libc.EPOLL_CTL_ADD, wakeUps, 0, Libc.EPOLLIN | Libc.EPOLLET);
        } catch (Throwable e) { // nothing must stay open; rethrown
            libc.close(created); // -1 does no harm
            libc.close(counter);
            arena.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "epoll";
    }

    Libc libc() {
        return libc;
    }

    LibcFiles files() {
        return files;
    }

    LibcGather gather() {
        return gather;
    }

    @Override
    public void poll(long timeoutNanos, Sink sink) {
        try {
            boolean found = endWaitsForClosedChannels();
            take(found ? 0 : millis(timeoutNanos), sink);
            unclosed.collect(sink);
        } catch (IOException e) {
            throw new UncheckedIOException("epoll failed", e);
        }
    }

    /** Returns whether tasks waited for channels that were closed meanwhile. */
    final boolean endWaitsForClosedChannels() {
        ChannelWatcher watcher = channels;
        return watcher != null && watcher.endWaitsForClosed();
    }

    /**
     * Hands out what epoll tells; returns whether there may be more.
     *
     * <p>A child that is being started has copies of all descriptors until its program is loaded.
     * So long epoll tells of those that were closed here meanwhile, and their numbers may be
     * others' already: the generation tells them apart.
     */
    final boolean take(int timeoutMillis, Sink sink) throws IOException {
        int count = libc.epollWait(epoll, events, BATCH, timeoutMillis);
        for (int i = 0; i < count; i++) {
            long at = (long) i * EVENT_SIZE;
            long data = events.get(ValueLayout.JAVA_LONG_UNALIGNED, at + DATA_OFFSET);
            int number = (int) data;
            int flags = events.get(ValueLayout.JAVA_INT_UNALIGNED, at);
            if (number == wakeUps) {
                libc.clear(wakeUps);
            } else {
                EpollDescriptor descriptor = byNumber[number];
                if (descriptor != null && descriptor.generation() == (int) (data >>> 32)) {
                    descriptor.ready(flags, sink);
                }
            }
        }
        return count == BATCH;
    }

    @Override
    public boolean isWatching() {
        return watched > 0 || channels != null;
    }

    /** Returns the number of the epoll itself, which is readable while it has something to tell. */
    final int epoll() {
        return epoll;
    }

    private static int millis(long nanos) {
        return nanos == FOREVER ? -1 : (int) ((nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
    }

    /**
     * Under a lock with {@link #close}: the number of a closed eventfd may belong to another file
     * already. Only a loop that sleeps is woken, so the lock is taken rarely.
     */
    @Override
    public void wakeUp() {
        synchronized (wakeUpLock) {
            if (!closed) {
                Libc.signal(wakeUps, one, wakeUpErrno);
            }
        }
    }

    @Override
    public List<?> open() {
        List<Object> open = new ArrayList<>();
        for (EpollDescriptor descriptor : byNumber) {
            if (descriptor != null) {
                open.add(descriptor.snapshot());
            }
        }
        if (channels != null) {
            channels.owned().forEach(descriptor -> open.add(descriptor.snapshot()));
        }
        return open;
    }

    @Override
    public void close() {
        synchronized (wakeUpLock) {
            if (closed) {
                return;
            }
            closed = true;
        }
        for (EpollDescriptor descriptor : byNumber) {
            if (descriptor != null) {
                descriptor.closeWithLoop();
                libc.close(descriptor.number());
            }
        }
        if (channels != null) {
            channels.close();
        }
        libc.close(wakeUps);
        libc.close(epoll);
        arena.close();
    }

    @Override
    public ChannelWatcher channels() {
        ChannelWatcher watcher = channels;
        if (watcher == null) {
            watcher = new CompanionWatcher(Rondo.runningLoop());
            channels = watcher;
        }
        return watcher;
    }

    @Override
    public final Unclosed unclosed() {
        return unclosed;
    }

    boolean isPollerClosed() {
        return closed;
    }

    final void control(int operation, EpollDescriptor descriptor, int flags) throws IOException {
        control(operation, descriptor.number(), descriptor.generation(), flags);
    }

    private void control(int operation, int number, int generation, int flags) throws IOException {
        long data = ((long) generation << 32) | number;
        events.set(ValueLayout.JAVA_INT_UNALIGNED, 0, flags);
        events.set(ValueLayout.JAVA_LONG_UNALIGNED, DATA_OFFSET, data);
        libc.epollControl(epoll, operation, number, events);
    }

    /** Watches a socket from now on. */
    EpollDescriptor watch(int number, EpollDescriptor.Kind kind) throws IOException {
        return watch(new EpollDescriptor(this, number, kind));
    }

    /** Watches what somebody else has opened; when that fails, it is closed. */
    final EpollDescriptor watch(EpollDescriptor descriptor) throws IOException {
        remember(descriptor);
        try {
            control(Libc.EPOLL_CTL_ADD, descriptor, ALL_EVENTS);
        } catch (IOException e) {
            forget(descriptor.number());
            libc.close(descriptor.number());
            throw e;
        }
        return descriptor;
    }

    final void remember(EpollDescriptor descriptor) {
        int number = descriptor.number();
        if (number >= byNumber.length) {
            byNumber = Arrays.copyOf(byNumber, Math.max(number + 1, byNumber.length * 2));
        }
        byNumber[number] = descriptor;
        descriptor.setGeneration(++generations);
        watched++;
    }

    void forget(int number) {
        byNumber[number] = null;
        watched--;
    }

    SocketAddress name(int number, boolean peer) throws IOException {
        return SocketAddresses.read(address, libc.name(number, peer, address));
    }

    MemorySegment addressMemory() {
        return address;
    }

    @Override
    public Descriptor connect(SocketAddress to, ConnectOptions options) throws IOException {
        int family = SocketAddresses.family(to);
        int number = libc.socket(family, Libc.SOCK_STREAM);
        try {
            prepare(number, family, options.sockets());
            if (options.local().isPresent()) {
                bind(number, options.local().get(), family);
            }
            connect(number, to, family);
        } catch (Throwable e) { // the socket must not stay open; rethrown
            libc.close(number);
            throw e;
        }
        EpollDescriptor connecting = watch(number, EpollDescriptor.Kind.CONNECTING);
        connecting.connectsTo(to);
        return connecting;
    }

    @Override
    public Descriptor listen(SocketAddress at, ListenOptions options) throws IOException {
        int family = SocketAddresses.family(at);
        int number = libc.socket(family, Libc.SOCK_STREAM);
        try {
            if (family != Libc.AF_UNIX) {
                flag(number, Libc.SOL_SOCKET, Libc.SO_REUSEADDR, options.reuseAddress());
                flag(number, Libc.SOL_SOCKET, Libc.SO_REUSEPORT, options.reusePort());
            }
            if (family == Libc.AF_INET6) {
                flag(number, Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, options.ipv6Only());
            }
            prepare(number, family, options.sockets()); // what it accepts inherits that
            bind(number, at, family);
            libc.listen(number, options.backlog());
        } catch (Throwable e) { // the socket must not stay open; rethrown
            libc.close(number);
            throw e;
        }
        return watch(number, EpollDescriptor.Kind.LISTENING);
    }

    @Override
    public Descriptor datagrams(DatagramOptions options) throws IOException {
        SocketAddress any = options.local().or(options::peer).orElse(new InetSocketAddress(0));
        int family = SocketAddresses.family(any);
        int number = libc.socket(family, Libc.SOCK_DGRAM);
        try {
            flag(number, Libc.SOL_SOCKET, Libc.SO_REUSEPORT, options.reusePort());
            flag(number, Libc.SOL_SOCKET, Libc.SO_REUSEADDR, options.reuseAddress());
            flag(number, Libc.SOL_SOCKET, Libc.SO_BROADCAST, options.broadcast());
            if (family == Libc.AF_INET6) {
                flag(number, Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, false);
            }
            if (family != Libc.AF_UNIX) {
                prepare(multicast(number, family == Libc.AF_INET6), options);
            }
            if (options.local().isPresent()) {
                bind(number, options.local().get(), family);
            }
            if (options.peer().isPresent()) {
                connect(number, options.peer().get(), family);
            }
        } catch (Throwable e) { // the socket must not stay open; rethrown
            libc.close(number);
            throw e;
        }
        return watch(number, EpollDescriptor.Kind.DATAGRAMS);
    }

    private void bind(int number, SocketAddress to, int family) throws IOException {
        libc.bind(number, address, SocketAddresses.write(to, family, address));
    }

    private void connect(int number, SocketAddress to, int family) throws IOException {
        libc.connect(number, address, SocketAddresses.write(to, family, address));
    }

    @Override
    public Descriptor pipe(Path path, boolean reading) throws IOException {
        int number = files.open(path.toString(), reading ? LibcFiles.O_RDONLY : LibcFiles.O_WRONLY);
        return watch(number, EpollDescriptor.Kind.PIPE);
    }

    private static void prepare(Multicast multicast, DatagramOptions options) throws IOException {
        multicast.onlyJoinedGroups();
        if (options.multicastTtl().isPresent()) {
            multicast.timeToLive(options.multicastTtl().getAsInt());
        }
        if (!options.multicastLoopback()) {
            multicast.loopback(false);
        }
        if (options.multicastInterface().isPresent()) {
            multicast.sendThrough(Descriptor.named(options.multicastInterface().get()));
        }
    }

    Multicast multicast(int number, boolean is6) {
        return new Multicast(libc, number, is6, address);
    }

    private void flag(int number, int level, int option, boolean on) throws IOException {
        if (on || option == Libc.IPV6_V6ONLY) { // all others are off at first
            libc.option(number, level, option, on ? 1 : 0);
        }
    }

    private void prepare(int number, int family, SocketOptions options) throws IOException {
        if (family != Libc.AF_UNIX) {
            flag(number, Libc.IPPROTO_TCP, Libc.TCP_NODELAY, options.noDelay());
            if (options.keepAlive().isPresent()) {
                KeepAlive probes = options.keepAlive().get();
                flag(number, Libc.SOL_SOCKET, Libc.SO_KEEPALIVE, true);
                seconds(number, Libc.TCP_KEEPIDLE, probes.idle());
                seconds(number, Libc.TCP_KEEPINTVL, probes.interval());
                value(number, Libc.IPPROTO_TCP, Libc.TCP_KEEPCNT, probes.count());
            }
            if (options.userTimeout().isPresent()) {
                int millis = (int) options.userTimeout().get().toMillis();
                libc.option(number, Libc.IPPROTO_TCP, Libc.TCP_USER_TIMEOUT, millis);
            }
        }
        value(number, Libc.SOL_SOCKET, Libc.SO_SNDBUF, options.sendBuffer());
        value(number, Libc.SOL_SOCKET, Libc.SO_RCVBUF, options.receiveBuffer());
    }

    private void seconds(int number, int option, Optional<Duration> time) throws IOException {
        if (time.isPresent()) {
            libc.option(number, Libc.IPPROTO_TCP, option, secondsOf(time.get()));
        }
    }

    /** Returns a time in the whole seconds that the system counts, rounded up. */
    static int secondsOf(Duration time) {
        return (int) time.plusNanos(999_999_999).toSeconds();
    }

    private void value(int number, int level, int option, OptionalInt value) throws IOException {
        if (value.isPresent()) {
            libc.option(number, level, option, value.getAsInt());
        }
    }

    @Override
    public String toString() {
        return "epoll poller";
    }
}
