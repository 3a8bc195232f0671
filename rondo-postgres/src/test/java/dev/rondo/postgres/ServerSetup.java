package dev.rondo.postgres;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a server of a test's own is like, where the shared one will not do. */
public final class ServerSetup {
    final Map<String, String> settings = new LinkedHashMap<>();
    final List<String> accessLines = new ArrayList<>();
    final Map<String, String> files = new LinkedHashMap<>();
    boolean standby;

    ServerSetup() {
        settings.put("listen_addresses", "'127.0.0.1'");
        // What makes it safe makes it slow, and nothing here survives the tests.
        settings.put("fsync", "off");
        settings.put("synchronous_commit", "off");
        settings.put("full_page_writes", "off");
        settings.put("shared_buffers", "32MB");
        settings.put("max_connections", "100");
        settings.put("max_prepared_transactions", "4");
        settings.put("timezone", "UTC");
        settings.put("lc_messages", "C");
    }

    /** Adds a line to {@code postgresql.conf}; text values with their quotes. */
    public ServerSetup setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /**
     * Adds a line to {@code pg_hba.conf}, such as {@code host all all 127.0.0.1/32 scram-sha-256}.
     * Without any, everybody is trusted. The role that {@link RealServer#psql} uses always is.
     */
    public ServerSetup access(String line) {
        accessLines.add(line);
        return this;
    }

    /** Adds a file to the folder of the data, for its owner only: a key, a certificate. */
    public ServerSetup file(String name, String content) {
        files.put(name, content);
        return this;
    }

    /** Serves TLS with a certificate and its key in PEM. */
    public ServerSetup tls(String certificate, String key) {
        return file("server.crt", certificate).file("server.key", key).setting("ssl", "on");
    }

    /** Knows the authority that certificates of clients must be of, in PEM. */
    public ServerSetup clientAuthority(String certificate) {
        return file("root.crt", certificate).setting("ssl_ca_file", "'root.crt'");
    }

    /** Is a standby, which never becomes a primary: its transactions are read only. */
    public ServerSetup standby() {
        standby = true;
        return this;
    }

    /** Starts it. Skips the test where no PostgreSQL is installed. */
    public RealServer start() {
        return RealServer.start(this);
    }
}
