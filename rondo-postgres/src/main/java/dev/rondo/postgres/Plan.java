package dev.rondo.postgres;

import dev.rondo.postgres.auth.AllowedMethods;
import dev.rondo.postgres.auth.Login;
import dev.rondo.postgres.settings.Host;
import dev.rondo.postgres.settings.PassFile;
import dev.rondo.postgres.settings.Settings;
import dev.rondo.postgres.settings.Sources;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.KeepAlive;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that a connect has to know, from wherever it came: what is the same for all hosts.
 *
 * @param options of the program
 * @param settings of the program, its files and its environment
 * @param tls how connections are encrypted
 * @param allowed in which ways the server may ask who one is
 */
record Plan(PostgresOptions options, Settings settings, TlsSetup tls, AllowedMethods allowed) {
    /**
     * Reads the files and puts it together: not in the loop.
     *
     * @throws IllegalArgumentException if something is wrong or missing in them
     * @throws java.io.UncheckedIOException if a file cannot be read
     */
    static Plan of(PostgresOptions options) {
        Settings settings =
                new Sources(options.settings(), options.environment(), options.isOnMachine())
                        .resolve();
        return new Plan(
                options,
                settings,
                TlsSetup.of(settings, options.tls()),
                AllowedMethods.parse(settings.get("require_auth", "")));
    }

    TargetSessionAttrs wanted() {
        return Words.of(TargetSessionAttrs.class, settings.get("target_session_attrs", "any"));
    }

    Login.Binding binding() {
        return Words.of(Login.Binding.class, settings.get("channel_binding", "prefer"));
    }

    boolean isBalanced() {
        return settings.get("load_balance_hosts", "disable").equals("random");
    }

    /** Returns what is sent first, in order. */
    Map<String, String> startup() {
        Map<String, String> startup = new LinkedHashMap<>();
        startup.put("user", settings.get("user"));
        startup.put("database", settings.get("dbname"));
        startup.put("client_encoding", "UTF8");
        settings.find("application_name")
                .or(() -> settings.find("fallback_application_name"))
                .ifPresent(name -> startup.put("application_name", name));
        settings.find("options").ifPresent(text -> startup.put("options", text));
        startup.putAll(settings.session());
        startup.putAll(options.serverSettings());
        return startup;
    }

    /**
     * Returns the password for a host, if there is one. May suspend, as the program's supplier may.
     */
    Optional<Password> password(Host host) {
        Supplier<String> supplier = options.passwords();
        if (supplier != null) {
            String given = Objects.requireNonNull(supplier.get(), "the password that was supplied");
            return Optional.of(new Password(given, null));
        }
        Optional<String> set = settings.find("password");
        if (set.isPresent()) {
            return Optional.of(new Password(set.get(), null));
        }
        PassFile file = settings.passwords().orElse(null);
        return file == null
                ? Optional.empty()
                : file.find(
                                host.name().isEmpty() ? host.address() : host.name(),
                                host.port(),
                                settings.get("dbname"),
                                settings.get("user"))
                        .map(password -> new Password(password, file.name()));
    }

    /**
     * A password.
     *
     * @param text itself
     * @param file that it is from, or null
     */
    record Password(String text, @Nullable String file) {
        /** Shows nothing of it. */
        @Override
        public String toString() {
            return "Password[***]";
        }
    }

    ConnectOptions connectOptions() {
        ConnectOptions connect = ConnectOptions.defaults();
        if (settings.number("keepalives").orElse(1) != 0) {
            connect = connect.withKeepAlive(keepAlive());
        }
        Optional<Duration> user =
                settings.number("tcp_user_timeout").filter(ms -> ms > 0).map(Duration::ofMillis);
        return user.isPresent() ? connect.withUserTimeout(user.get()) : connect;
    }

    private KeepAlive keepAlive() {
        KeepAlive keepAlive = KeepAlive.ofSystem();
        int idle = settings.number("keepalives_idle").orElse(0);
        if (idle > 0) {
            keepAlive = keepAlive.withIdle(Duration.ofSeconds(idle));
        }
        int interval = settings.number("keepalives_interval").orElse(0);
        if (interval > 0) {
            keepAlive = keepAlive.withInterval(Duration.ofSeconds(interval));
        }
        int count = settings.number("keepalives_count").orElse(0);
        return count > 0 ? keepAlive.withCount(count) : keepAlive;
    }
}
