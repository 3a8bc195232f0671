package dev.rondo.postgres;

import dev.rondo.postgres.network.Networks;
import dev.rondo.postgres.settings.Dsn;
import dev.rondo.postgres.settings.Keyword;
import dev.rondo.stream.KeepAlive;
import dev.rondo.stream.Network;
import dev.rondo.stream.TlsOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whom to connect with, and how. Immutable. asyncpg: the arguments of {@code connect}.
 *
 * <p>What is set here stands before what a service file says, that before {@code PG*} variables,
 * those before the defaults, as in libpq. Files are read when a connection is made.
 *
 * {@snippet :
 * PostgresOptions options = PostgresOptions.of("postgresql://app@db1,db2/shop?sslmode=verify-full")
 *         .withPassword(() -> tokens.current())
 *         .withTargetSessionAttrs(TargetSessionAttrs.READ_WRITE)
 *         .withCommandTimeout(Duration.ofSeconds(5));
 * }
 */
public final class PostgresOptions {
    private static final PostgresOptions DEFAULTS = new PostgresOptions();

    // What the startup says by itself; of application_name the later one counts.
    private static final Set<String> OWN =
            Set.of("user", "database", "client_encoding", "replication", "options");

    private Map<String, String> settings = Map.of(); // by libpq's keywords, in order
    private Map<String, String> environment = Map.of();
    private @Nullable Supplier<String> password; // before that of the settings
    private Map<String, String> serverSettings = Map.of();
    private @Nullable TlsOptions tls; // in place of what the settings say of files
    private @Nullable Duration connectTimeout;
    private @Nullable Duration commandTimeout;
    private Duration closeTimeout = Duration.ofSeconds(10);
    private int statementCacheSize = 100;
    private Duration statementCacheLifetime = Duration.ofMinutes(5);
    private int maxCachedStatement = 15 * 1024;
    private boolean unnamedStatements;
    private int maxUnsent = 1 << 20;
    private int maxMessage = 1 << 30;
    private @Nullable Network network; // the system's

    private PostgresOptions() {}

    private PostgresOptions(PostgresOptions other) {
        settings = other.settings;
        environment = other.environment;
        password = other.password;
        serverSettings = other.serverSettings;
        tls = other.tls;
        connectTimeout = other.connectTimeout;
        commandTimeout = other.commandTimeout;
        closeTimeout = other.closeTimeout;
        statementCacheSize = other.statementCacheSize;
        statementCacheLifetime = other.statementCacheLifetime;
        maxCachedStatement = other.maxCachedStatement;
        unnamedStatements = other.unnamedStatements;
        maxUnsent = other.maxUnsent;
        maxMessage = other.maxMessage;
        network = other.network;
    }

    private PostgresOptions with(Consumer<PostgresOptions> change) {
        PostgresOptions changed = new PostgresOptions(this);
        change.accept(changed);
        return changed;
    }

    // ---- Where options come from

    /** Returns libpq's defaults, without any environment. */
    public static PostgresOptions defaults() {
        return DEFAULTS;
    }

    /** Returns the options of this process's {@code PG*} variables. */
    public static PostgresOptions fromEnvironment() {
        Map<String, String> environment = new LinkedHashMap<>(System.getenv());
        // As libpq, which asks the system: variables may be another user's.
        environment.put("USER", System.getProperty("user.name"));
        environment.putIfAbsent("HOME", System.getProperty("user.home"));
        return DEFAULTS.withEnvironment(environment);
    }

    /**
     * Returns the options of a DSN, a URI or {@code key=value} pairs as libpq has them, and of this
     * process's {@code PG*} variables.
     *
     * @throws IllegalArgumentException if it is none, or has a key that is not known
     */
    public static PostgresOptions of(String dsn) {
        return fromEnvironment().withDsn(dsn);
    }

    /**
     * Returns these options with what a DSN says in place of what they say of that.
     *
     * @throws IllegalArgumentException as {@link #of}
     */
    public PostgresOptions withDsn(String dsn) {
        return with(o -> o.settings = merged(o.settings, Dsn.parse(dsn)));
    }

    /**
     * Returns these options with an environment of one's own: {@code PG*} variables, and {@code
     * HOME} and {@code USER} for what is looked for there.
     */
    public PostgresOptions withEnvironment(Map<String, String> environment) {
        Map<String, String> copy = new LinkedHashMap<>(environment);
        return with(o -> o.environment = copy);
    }

    /**
     * Returns these options with any setting of libpq's, by its keyword: {@code with("sslmode",
     * "require")}.
     *
     * @throws IllegalArgumentException if there is no such keyword, or it does not take this value
     */
    public PostgresOptions with(String keyword, String value) {
        Map<String, String> one = Map.of(keyword, Keyword.check(keyword, value));
        return with(o -> o.settings = merged(o.settings, one));
    }

    private static Map<String, String> merged(
            Map<String, String> before, Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(before);
        all.putAll(more);
        return all;
    }

    // ---- Whom to connect with

    /**
     * Returns these options with one or more hosts, tried in this order: names, addresses, or
     * folders of Unix sockets.
     */
    public PostgresOptions withHost(String... hosts) {
        return with("host", String.join(",", hosts));
    }

    /** Returns these options with one port for all hosts, or one for each; 5432 unless set. */
    public PostgresOptions withPort(int... ports) {
        return with(
                "port",
                Arrays.stream(ports).mapToObj(Integer::toString).collect(Collectors.joining(",")));
    }

    /** Returns these options with a database; the user's name unless set. */
    public PostgresOptions withDatabase(String database) {
        return with("dbname", database);
    }

    /** Returns these options with a user; the operating system's unless set. */
    public PostgresOptions withUser(String user) {
        return with("user", user);
    }

    /** Returns these options with a password. */
    public PostgresOptions withPassword(String password) {
        return with("password", password).with(o -> o.password = null);
    }

    /**
     * Returns these options with passwords that change, as tokens do: the supplier is called in the
     * task that connects, for each connection whose server asks; it may suspend.
     */
    public PostgresOptions withPassword(Supplier<String> password) {
        return with(o -> o.password = Objects.requireNonNull(password, "password"));
    }

    /** Returns these options with another file of passwords than {@code ~/.pgpass}. */
    public PostgresOptions withPassfile(Path file) {
        return with("passfile", file.toString());
    }

    /** Returns these options with a section of the service file. */
    public PostgresOptions withService(String service) {
        return with("service", service);
    }

    /** Returns these options with what a server must be; any unless set. */
    public PostgresOptions withTargetSessionAttrs(TargetSessionAttrs wanted) {
        return with("target_session_attrs", Words.of(wanted));
    }

    /** Returns these options trying the hosts in an order by chance, or as they are given. */
    public PostgresOptions withLoadBalanceHosts(boolean random) {
        return with("load_balance_hosts", random ? "random" : "disable");
    }

    /** Returns these options with a name that the server shows; for people. */
    public PostgresOptions withApplicationName(String name) {
        return with("application_name", name);
    }

    /**
     * Returns these options with a parameter of the session, set as it begins: {@code
     * withServerSetting("search_path", "shop")}. asyncpg: {@code server_settings}.
     *
     * @throws IllegalArgumentException if it is one that the driver sets by itself, or cannot be
     *     sent
     */
    public PostgresOptions withServerSetting(String name, String value) {
        if (name.isEmpty() || name.indexOf('\0') >= 0 || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "A parameter has a name, and no zero character: " + name);
        }
        if (OWN.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(name + " is no parameter to be set here");
        }
        return with(o -> o.serverSettings = merged(o.serverSettings, Map.of(name, value)));
    }

    // ---- TLS and who one is

    /** Returns these options with or without TLS; {@link SslMode#PREFER} unless set. */
    public PostgresOptions withSslMode(SslMode mode) {
        return with("sslmode", Words.of(mode));
    }

    /**
     * Returns these options with TLS made by others than the settings say: authorities, keys,
     * protocols. What {@link SslMode} says of the server's name holds.
     *
     * @throws IllegalArgumentException if they are a server's
     */
    public PostgresOptions withTls(TlsOptions tls) {
        if (tls.side() != TlsOptions.Side.CLIENT) {
            throw new IllegalArgumentException(
                    "These TLS options are a server's\nUse TlsOptions.client(...)");
        }
        return with(o -> o.tls = tls);
    }

    /** Returns these options with a file of authorities, PEM; {@code system}: the JVM's. */
    public PostgresOptions withSslRootCertificate(String fileOrSystem) {
        return with("sslrootcert", fileOrSystem);
    }

    /** Returns these options with a certificate of the client and its key, PEM. */
    public PostgresOptions withSslCertificate(Path certificate, Path key) {
        return with("sslcert", certificate.toString()).with("sslkey", key.toString());
    }

    /**
     * Returns these options beginning TLS at once, or asking first, which is what servers before 17
     * want. asyncpg: {@code direct_tls}.
     */
    public PostgresOptions withDirectTls(boolean direct) {
        return with("sslnegotiation", direct ? "direct" : "postgres");
    }

    /** Returns these options with or without channel binding. */
    public PostgresOptions withChannelBinding(ChannelBinding binding) {
        return with("channel_binding", Words.of(binding));
    }

    /**
     * Returns these options with the ways in which the server may ask who one is: of {@code
     * password}, {@code md5}, {@code scram-sha-256}, {@code none}; or all but some, each with a
     * {@code !} before it.
     */
    public PostgresOptions withRequireAuth(String... methods) {
        return with("require_auth", String.join(",", methods));
    }

    // ---- Time

    /**
     * Returns these options with a limit for all that connecting needs, also with several hosts; 60
     * s unless set, or what {@code connect_timeout} gives to each host. Each host has a part of it.
     * Within it, a server that starts is tried again, and for 5 s one that is full. asyncpg: {@code
     * timeout}.
     */
    public PostgresOptions withConnectTimeout(Duration limit) {
        checkPositive("connectTimeout", limit);
        return with(o -> o.connectTimeout = limit);
    }

    /**
     * Returns these options with a limit for each call that has none of its own; none unless set.
     */
    public PostgresOptions withCommandTimeout(Duration limit) {
        checkPositive("commandTimeout", limit);
        return with(o -> o.commandTimeout = limit);
    }

    /** Returns these options with a limit for closes, and for cancels; 10 s unless set. */
    public PostgresOptions withCloseTimeout(Duration limit) {
        checkPositive("closeTimeout", limit);
        return with(o -> o.closeTimeout = limit);
    }

    /** Returns these options probing an idle connection; on, in the system's times, unless set. */
    public PostgresOptions withKeepAlive(KeepAlive keepAlive) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("keepalives", "1");
        keepAlive.idle().ifPresent(time -> texts.put("keepalives_idle", seconds(time)));
        keepAlive.interval().ifPresent(time -> texts.put("keepalives_interval", seconds(time)));
        keepAlive.count().ifPresent(n -> texts.put("keepalives_count", Integer.toString(n)));
        return with(o -> o.settings = merged(o.settings, texts));
    }

    /** Returns these options not probing idle connections. */
    public PostgresOptions withoutKeepAlive() {
        return with("keepalives", "0");
    }

    private static String seconds(Duration time) {
        return Long.toString(time.plusNanos(999_999_999).toSeconds());
    }

    /** Returns these options with a limit for what goes unacknowledged (TCP_USER_TIMEOUT). */
    public PostgresOptions withTcpUserTimeout(Duration limit) {
        return with("tcp_user_timeout", Long.toString(limit.toMillis()));
    }

    // ---- Statements and memory

    /** Returns these options keeping so many statements prepared a connection; 100 unless set. */
    public PostgresOptions withStatementCacheSize(int statements) {
        checkNotNegative("statementCacheSize", statements);
        return with(o -> o.statementCacheSize = statements);
    }

    /** Returns these options keeping a statement so long at most; 300 s unless set, 0: for ever. */
    public PostgresOptions withStatementCacheLifetime(Duration lifetime) {
        checkNotNegative("statementCacheLifetime", lifetime.toNanos());
        return with(o -> o.statementCacheLifetime = lifetime);
    }

    /** Returns these options not keeping longer statements; 15 KiB unless set, 0: any length. */
    public PostgresOptions withMaxCachedStatement(int characters) {
        checkNotNegative("maxCachedStatement", characters);
        return with(o -> o.maxCachedStatement = characters);
    }

    /**
     * Returns these options keeping nothing prepared and giving statements no name: for a pooler
     * that gives a connection another server for each transaction, as PgBouncer may.
     */
    public PostgresOptions withUnnamedStatements(boolean unnamed) {
        return with(o -> o.unnamedStatements = unnamed);
    }

    /** Returns these options waiting when so many bytes are unsent; 1 MiB unless set. */
    public PostgresOptions withMaxUnsent(int bytes) {
        checkPositive("maxUnsent", bytes);
        return with(o -> o.maxUnsent = bytes);
    }

    /** Returns these options refusing longer messages of the server; 1 GiB unless set. */
    public PostgresOptions withMaxMessage(int bytes) {
        checkPositive("maxMessage", bytes);
        return with(o -> o.maxMessage = bytes);
    }

    /** Returns these on another network than the machine's: a simulated one. */
    public PostgresOptions withNetwork(Network network) {
        return with(o -> o.network = Objects.requireNonNull(network, "network"));
    }

    private static void checkPositive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + " must be positive, but is " + value);
        }
    }

    private static void checkPositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be positive, but is " + value);
        }
    }

    private static void checkNotNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " must not be negative, but is " + value);
        }
    }

    // ---- What they say

    /** Returns what is set here by one of libpq's keywords, without files and environment. */
    public Optional<String> setting(String keyword) {
        return Optional.ofNullable(settings.get(keyword));
    }

    /** Returns the limit for connecting. */
    public Duration connectTimeout() {
        Duration set = connectTimeout;
        return set == null ? Duration.ofSeconds(60) : set;
    }

    /** Returns the limit for calls that have none of their own. */
    public Optional<Duration> commandTimeout() {
        return Optional.ofNullable(commandTimeout);
    }

    /** Returns the limit for closes and cancels. */
    public Duration closeTimeout() {
        return closeTimeout;
    }

    /** Returns how many statements are kept prepared. */
    public int statementCacheSize() {
        return unnamedStatements ? 0 : statementCacheSize;
    }

    /** Returns how long one is kept at most; 0: for ever. */
    public Duration statementCacheLifetime() {
        return statementCacheLifetime;
    }

    /** Returns how many characters one that is kept has at most; 0: any number. */
    public int maxCachedStatement() {
        return maxCachedStatement;
    }

    /** Returns whether statements have no name. */
    public boolean unnamedStatements() {
        return unnamedStatements;
    }

    /** Returns how many bytes may be unsent before calls wait. */
    public int maxUnsent() {
        return maxUnsent;
    }

    /** Returns how long a message of the server may be, in bytes. */
    public int maxMessage() {
        return maxMessage;
    }

    /** Returns the network. */
    public Network network() {
        Network set = network;
        return set == null ? Networks.ofSystem() : set;
    }

    Map<String, String> settings() {
        return settings;
    }

    Map<String, String> environment() {
        return environment;
    }

    @Nullable Supplier<String> passwords() {
        return password;
    }

    Map<String, String> serverSettings() {
        return serverSettings;
    }

    @Nullable TlsOptions tls() {
        return tls;
    }

    /** Returns whether servers of this machine may be looked for in its folders. */
    boolean isOnMachine() {
        return network == null;
    }

    boolean limitsConnecting() {
        return connectTimeout != null;
    }

    /** Shows no password, and nothing of the environment. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("<PostgresOptions");
        settings.forEach((keyword, value) -> {
            text.append(' ').append(keyword).append('=');
            text.append(Keyword.isSecret(keyword) ? "***" : value);
        });
        return text.append('>').toString();
    }
}
