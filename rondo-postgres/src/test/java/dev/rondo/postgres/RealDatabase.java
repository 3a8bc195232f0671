package dev.rondo.postgres;

/** An empty database of a test class on the shared server. */
final class RealDatabase {
    private final RealServer server;
    private final String name;

    private RealDatabase(RealServer server, String name) {
        this.server = server;
        this.name = name;
    }

    static RealDatabase of(Class<?> test) {
        RealServer server = RealServer.shared();
        return new RealDatabase(server, server.createDatabase(test.getSimpleName()));
    }

    static PostgresOptions options(RealServer server, String database) {
        return PostgresOptions.defaults()
                .withHost("127.0.0.1")
                .withPort(server.port())
                .withUser("postgres")
                .withDatabase(database)
                .withSslMode(SslMode.DISABLE);
    }

    PostgresOptions options() {
        return options(server, name);
    }

    Connection connect() {
        return Postgres.connect(options());
    }

    RealServer server() {
        return server;
    }

    /** Runs SQL by other means than the driver's, and returns the rows as psql shows them. */
    String psql(String sql) {
        return server.psql(name, sql);
    }

    /** Waits until SQL has an answer, asking again and again: for what another process does. */
    void await(String sql, String answer) {
        for (int i = 0; i < 2_000 && !psql(sql).equals(answer); i++) {
            dev.rondo.Rondo.sleep(java.time.Duration.ofMillis(5));
        }
        org.assertj.core.api.Assertions.assertThat(psql(sql)).isEqualTo(answer);
    }

    int sessions() {
        return server.sessions(name);
    }
}
