package dev.rondo.postgres.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts settings together as libpq does: what is given, before a service file, before the
 * environment, before the defaults.
 */
public final class Sources {
    /** Where Debian's and others' packages have what is for all users. */
    private static final List<String> SYSTEM = List.of("/etc/postgresql-common", "/etc");

    /** Where servers make their sockets: Debian, Red Hat and the sources' own. */
    private static final List<String> SOCKETS =
            List.of("/var/run/postgresql", "/run/postgresql", "/tmp");

    /** Variables that set parameters of the session. */
    private static final List<String[]> SESSION =
            List.of(
                    new String[] {"PGDATESTYLE", "datestyle"},
                    new String[] {"PGTZ", "timezone"},
                    new String[] {"PGGEQO", "geqo"});

    private final Map<String, String> given;
    private final Map<String, String> environment;
    private final boolean looksForSockets;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    /**
     * Creates them.
     *
     * @param given by keyword
     * @param environment by variable; {@code HOME} and {@code USER} are of use, too
     * @param looksForSockets whether a server without a name may be one of this machine's, on a
     *     Unix socket
     */
    public Sources(
            Map<String, String> given, Map<String, String> environment, boolean looksForSockets) {
        this.given = given;
        this.environment = environment;
        this.looksForSockets = looksForSockets;
    }

    /**
     * Returns the settings. Reads files.
     *
     * @throws IllegalArgumentException if some are wrong, or do not go together
     * @throws java.io.UncheckedIOException if a file cannot be read
     */
    public Settings resolve() {
        addAll(given);
        find("service", "PGSERVICE").ifPresent(service -> addAll(service(service)));
        for (Keyword keyword : Keyword.values()) {
            String variable = keyword.variable();
            if (variable != null) {
                String value = fromEnvironment(keyword.name(), variable);
                if (!value.isEmpty()) {
                    values.putIfAbsent(keyword.name(), value);
                }
            }
        }
        variable("USER").ifPresent(user -> fill("user", user));
        String user = values.getOrDefault("user", "");
        if (user.isEmpty()) {
            throw new IllegalArgumentException(
                    "There is no user\nGive one: postgresql://USER@host, or withUser(...)");
        }
        fill("dbname", user);
        Rules.check(values);
        return new Settings(values, hosts(), passwords(), session(), variable("HOME"), warnings);
    }

    private void addAll(Map<String, String> more) {
        more.forEach(values::putIfAbsent);
    }

    /** An empty value keeps the environment's away, but the default fills it. */
    private void fill(String keyword, String value) {
        if (values.getOrDefault(keyword, "").isEmpty()) {
            values.put(keyword, value);
        }
    }

    private String fromEnvironment(String keyword, String variable) {
        String value = environment.getOrDefault(variable, "");
        try {
            return value.isEmpty() ? value : Keyword.check(keyword, value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The variable " + variable + " is wrong: " + e.getMessage(), e);
        }
    }

    private Optional<String> find(String keyword, String variable) {
        String value = values.get(keyword);
        return value == null
                ? variable(variable)
                : Optional.of(value).filter(text -> !text.isEmpty());
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    // ---- Files

    private Map<String, String> service(String service) {
        Optional<String> named = find("servicefile", "PGSERVICEFILE");
        List<String> files = new ArrayList<>();
        if (named.isPresent()) {
            if (!SettingsFiles.exists(Path.of(named.get()))) {
                throw new IllegalArgumentException("There is no service file " + named.get());
            }
            files.add(named.get());
        } else {
            variable("HOME").ifPresent(home -> files.add(home + "/.pg_service.conf"));
        }
        List<String> folders = variable("PGSYSCONFDIR").map(List::of).orElse(SYSTEM);
        folders.forEach(folder -> files.add(folder + "/pg_service.conf"));
        for (String file : files) {
            Optional<Map<String, String>> found =
                    SettingsFiles.read(Path.of(file))
                            .flatMap(content -> ServiceFile.find(content, service, file));
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new IllegalArgumentException(
                "There is no service \"" + service + "\" in " + String.join(", ", files));
    }

    private Optional<PassFile> passwords() {
        if (!values.getOrDefault("password", "").isEmpty()) {
            return Optional.empty();
        }
        Optional<String> file =
                Optional.ofNullable(values.get("passfile"))
                        .filter(name -> !name.isEmpty())
                        .or(() -> variable("HOME").map(home -> home + "/.pgpass"));
        return file.flatMap(name -> SettingsFiles.passwords(Path.of(name), warnings));
    }

    // ---- Servers

    private List<Host> hosts() {
        return Hosts.of(
                values.getOrDefault("host", ""),
                values.getOrDefault("hostaddr", ""),
                values.getOrDefault("port", ""),
                this::local);
    }

    /** The folder of a socket that is there, else a name for TCP. */
    private String local(int port) {
        if (looksForSockets) {
            for (String folder : SOCKETS) {
                if (SettingsFiles.exists(Path.of(new Host(folder, "", port).socketFile()))) {
                    return folder;
                }
            }
        }
        return "localhost";
    }

    private Map<String, String> session() {
        Map<String, String> session = new LinkedHashMap<>();
        for (String[] pair : SESSION) {
            variable(pair[0]).ifPresent(value -> session.put(pair[1], value));
        }
        return session;
    }
}
