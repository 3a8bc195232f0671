package dev.rondo.postgres.test;

import dev.rondo.stream.Network;
import dev.rondo.stream.TlsOptions;
import dev.rondo.test.MemoryNetwork;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link ScriptedServer} is reached, whom it lets in, and what it says of itself. Immutable.
 */
public final class ScriptedServerOptions {
    /** How it asks who one is. */
    public enum Authentication {
        /** It does not. */
        TRUST,
        /** The password as it is. */
        PASSWORD,
        /** The password's MD5. */
        MD5,
        /** SCRAM-SHA-256, without channel binding. */
        SCRAM_SHA_256
    }

    private @Nullable Network network; // one of its own
    private String host = "localhost";
    private int port = 5432;
    private Authentication authentication = Authentication.TRUST;
    private Map<String, String> users = Map.of();
    private int maxConnections = 100;
    private Map<String, String> parameters = standardParameters();
    private @Nullable TlsOptions tls;
    private Duration cancelDelay = Duration.ZERO;

    private ScriptedServerOptions() {}

    private ScriptedServerOptions(ScriptedServerOptions other) {
        network = other.network;
        host = other.host;
        port = other.port;
        authentication = other.authentication;
        users = other.users;
        maxConnections = other.maxConnections;
        parameters = other.parameters;
        tls = other.tls;
        cancelDelay = other.cancelDelay;
    }

    private ScriptedServerOptions with(Consumer<ScriptedServerOptions> change) {
        ScriptedServerOptions changed = new ScriptedServerOptions(this);
        change.accept(changed);
        return changed;
    }

    /**
     * Returns the defaults: {@code localhost:5432} in a {@link MemoryNetwork} of its own, trusting
     * everybody, at most 100 clients, PostgreSQL 16.4.
     */
    public static ScriptedServerOptions defaults() {
        return new ScriptedServerOptions();
    }

    private static Map<String, String> standardParameters() {
        Map<String, String> standard = new LinkedHashMap<>();
        standard.put("server_version", "16.4");
        standard.put("server_encoding", "UTF8");
        standard.put("client_encoding", "UTF8");
        standard.put("DateStyle", "ISO, MDY");
        standard.put("IntervalStyle", "postgres");
        standard.put("TimeZone", "UTC");
        standard.put("integer_datetimes", "on");
        standard.put("standard_conforming_strings", "on");
        standard.put("in_hot_standby", "off");
        standard.put("default_transaction_read_only", "off");
        standard.put("is_superuser", "off");
        standard.put("application_name", "");
        standard.put("session_authorization", "");
        return Collections.unmodifiableMap(standard);
    }

    /** Returns these with another network: a simulated host's, or the system's. */
    public ScriptedServerOptions withNetwork(Network network) {
        return with(o -> o.network = Objects.requireNonNull(network, "network"));
    }

    /** Returns these with another address to listen on; port 0 lets the network choose. */
    public ScriptedServerOptions withAddress(String host, int port) {
        Objects.requireNonNull(host, "host");
        return with(o -> {
            o.host = host;
            o.port = port;
        });
    }

    /**
     * Returns these with one more user who may come in; unless there is one, everybody may whom no
     * password is asked of.
     */
    public ScriptedServerOptions withUser(String name, String password) {
        Map<String, String> all = new LinkedHashMap<>(users);
        all.put(name, Objects.requireNonNull(password, "password"));
        return with(o -> o.users = Collections.unmodifiableMap(all));
    }

    /** Returns these with another way of asking who one is. */
    public ScriptedServerOptions withAuthentication(Authentication how) {
        return with(o -> o.authentication = Objects.requireNonNull(how, "how"));
    }

    /** Returns these with another number of clients at most; the next one is refused: 53300. */
    public ScriptedServerOptions withMaxConnections(int clients) {
        if (clients < 1) {
            throw new IllegalArgumentException("clients must be positive, but is " + clients);
        }
        return with(o -> o.maxConnections = clients);
    }

    /** Returns these with a parameter that it reports: {@code in_hot_standby} for a standby. */
    public ScriptedServerOptions withParameter(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        all.put(name, value);
        return with(o -> o.parameters = Collections.unmodifiableMap(all));
    }

    /** Returns these offering TLS to clients who ask for it. */
    public ScriptedServerOptions withTls(TlsOptions options) {
        return with(o -> o.tls = Objects.requireNonNull(options, "options"));
    }

    /**
     * Returns these with a time that a cancel takes until it reaches the statement; its connection
     * ends after that.
     */
    public ScriptedServerOptions withCancelDelay(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time must not be negative, but is " + time);
        }
        return with(o -> o.cancelDelay = time);
    }

    // ---- For the server

    Network networkOrNew() {
        Network given = network;
        return given == null ? new MemoryNetwork() : given;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    Authentication authentication() {
        return authentication;
    }

    Map<String, String> users() {
        return users;
    }

    int maxConnections() {
        return maxConnections;
    }

    Map<String, String> parameters() {
        return parameters;
    }

    Optional<TlsOptions> tls() {
        return Optional.ofNullable(tls);
    }

    Duration cancelDelay() {
        return cancelDelay;
    }

    /** Shows no password. */
    @Override
    public String toString() {
        return "<ScriptedServerOptions "
                + host
                + ":"
                + port
                + " "
                + authentication
                + " users="
                + users.keySet()
                + " maxConnections="
                + maxConnections
                + (tls == null ? "" : " tls")
                + ">";
    }
}
