package dev.rondo.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Parking;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.net.Net;
import dev.rondo.stream.Server;
import dev.rondo.test.Finding;
import dev.rondo.test.InLoop;
import dev.rondo.test.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** COPY to a real server. */
@InLoop(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
class CopyInTest {
    private static String database = "";
    private static String dsn = "";

    @BeforeAll
    static void createDatabase() {
        RealServer server = RealServer.shared();
        database = server.createDatabase("CopyInTest");
        dsn = server.dsn(database);
        psql("create table target (id int, name text)");
        psql(
                """
                create table slow (id int);
                create function nap() returns trigger language plpgsql
                    as 'begin perform pg_sleep(600); return new; end';
                create trigger nap before insert on slow for each row execute function nap();
                """);
    }

    @BeforeEach
    void emptyTable() {
        psql("truncate target");
    }

    private static String psql(String sql) {
        return RealServer.shared().psql(database, sql);
    }

    private static String rows() {
        return psql("select id, name from target order by id");
    }

    private static void assertUsable(Connection connection) {
        assertThat(connection.isInTransaction()).isFalse();
        assertThat(connection.execute("select 1")).isEqualTo("SELECT 1");
    }

    // ---- Sources

    @Test
    void textAndBytesAreTaken() {
        try (Connection connection = Postgres.connect(dsn)) {
            assertThat(
                            connection.copyToTable(
                                    "target",
                                    CopyOptions.text(),
                                    CopySource.ofText("1\ta\n2\t\\N\n")))
                    .isEqualTo(2);
            CopyOptions csv =
                    CopyOptions.csv()
                            .withHeader()
                            .withColumns("name", "id")
                            .withDelimiter('|')
                            .withForceNotNull("name")
                            .withWhere("id <> 4");
            byte[] bytes = "name|id\n\"ü|v\"|3\n|4\n|5\n".getBytes(UTF_8);
            assertThat(connection.copyToTable("target", csv, CopySource.ofBytes(bytes)))
                    .isEqualTo(2);
            assertThat(rows()).isEqualTo("1|a\n2|\n3|ü|v\n5|");
            assertThat(
                            connection.copyToTable(
                                    "public.target", CopyOptions.text(), CopySource.ofText("")))
                    .isZero();
            assertUsable(connection);
        }
    }

    @Test
    void aFileIsReadByAnotherThread(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("data.txt");
        Files.write(file, IntStream.range(0, 200_000).mapToObj(i -> i + "\tname " + i).toList());
        try (Connection connection = Postgres.connect(dsn)) {
            assertThat(
                            connection.copyToTable(
                                    "target", CopyOptions.text(), CopySource.ofFile(file)))
                    .isEqualTo(200_000);
            assertThat(psql("select count(*), min(name), max(id) from target"))
                    .isEqualTo("200000|name 0|199999");
            assertThatThrownBy(() ->
                            connection.copyToTable(
                                    "target",
                                    CopyOptions.text(),
                                    CopySource.ofFile(folder.resolve("none"))))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("none");
            assertUsable(connection);
        }
    }

    @Test
    void aStreamIsReadToItsEnd() {
        try (Connection connection = Postgres.connect(dsn);
                Server server =
                        Net.startServer(
                                "127.0.0.1",
                                0,
                                client -> {
                                    for (int i = 0; i < 1000; i++) {
                                        client.writer().write(i + "\tx\n");
                                    }
                                })) {
            var client = Net.openConnection("127.0.0.1", server.port());
            try (client) {
                assertThat(
                                connection.copyToTable(
                                        "target",
                                        CopyOptions.text(),
                                        CopySource.ofReader(client.reader())))
                        .isEqualTo(1000);
            }
        }
    }

    @Test
    void piecesMayBeOfAnySizeAndTheirMakingMaySuspend() {
        Iterator<byte[]> pieces =
                new Iterator<>() {
                    private int made;

                    @Override
                    public boolean hasNext() {
                        return made < 4;
                    }

                    @Override
                    public byte[] next() {
                        made++;
                        return switch (made) {
                            case 1 -> "1\ta".getBytes(UTF_8);
                            case 2 -> new byte[0];
                            case 3 -> "b".repeat(3_000_000).getBytes(UTF_8);
                            default -> {
                                Rondo.sleep(Duration.ofMillis(10));
                                yield "c\n2\td".getBytes(UTF_8);
                            }
                        };
                    }
                };
        try (Connection connection = Postgres.connect(dsn)) {
            assertThat(
                            connection.copyToTable(
                                    "target", CopyOptions.text(), CopySource.ofPieces(pieces)))
                    .isEqualTo(2);
        }
        assertThat(psql("select id, length(name), right(name, 2) from target order by id"))
                .isEqualTo("1|3000002|bc\n2|1|d");
    }

    @Test
    void oneConnectionsCopyIsTheSourceOfAnothers() {
        try (Connection from = Postgres.connect(dsn);
                Connection to = Postgres.connect(dsn);
                CopyOut out =
                        from.copyFromQuery(
                                CopyOptions.binary(),
                                "select i::int, 'n' || i from generate_series(1, 30000) i")) {
            assertThat(to.copyToTable("target", CopyOptions.binary(), out::next)).isEqualTo(30_000);
        }
        assertThat(psql("select sum(id), max(name) from target")).isEqualTo("450015000|n9999");
    }

    @Test
    void aTableOfTheSameTransactionCanBeFrozen() {
        try (Connection connection = Postgres.connect(dsn)) {
            connection.transaction(() -> {
                connection.execute("create table fresh (id int)");
                assertThat(
                                connection.copyToTable(
                                        "fresh",
                                        CopyOptions.text().withFreeze(),
                                        CopySource.ofText("1\n")))
                        .isEqualTo(1);
            });
        }
        psql("drop table fresh");
    }

    // ---- Failures

    private static final class OwnException extends Exception {
        private static final long serialVersionUID = 1L;

        OwnException(String message) {
            super(message);
        }
    }

    /** A source that gives some data, then throws, and knows whether it was closed. */
    private static final class Failing implements CopySource<OwnException> {
        private final String message;
        private int left = 3;
        private int closed;

        Failing(String message) {
            this.message = message;
        }

        @Override
        public Optional<ByteBuffer> next() throws OwnException {
            if (left-- == 0) {
                throw new OwnException(message);
            }
            return Optional.of(UTF_8.encode("1\t" + "x".repeat(70_000) + "\n"));
        }

        @Override
        public void close() {
            closed++;
        }
    }

    // PG104
    @Test
    void whatTheSourceThrowsIsWhatTheCallerSees() {
        try (Connection connection = Postgres.connect(dsn)) {
            for (String message : List.of("", "no\0more", "ä".repeat(20_000))) {
                Failing source = new Failing(message);
                assertThatThrownBy(
                                () -> connection.copyToTable("target", CopyOptions.text(), source))
                        .isInstanceOf(OwnException.class)
                        .hasMessage(message)
                        .hasNoSuppressedExceptions();
                assertThat(source.closed).isEqualTo(1);
                assertUsable(connection);
            }
            assertThat(rows()).isEmpty();
            assertThat(RealServer.shared().log())
                    .contains("COPY from stdin failed: OwnException: no more");
        }
    }

    @Test
    void whatTheServerSaidBeforeTheSourceThrewIsKeptWithIt() {
        try (Connection connection = Postgres.connect(dsn)) {
            assertThatThrownBy(() ->
                            connection.<OwnException>copyToTable(
                                    "target",
                                    CopyOptions.text(),
                                    new CopySource<>() {
                                        private boolean given;

                                        @Override
                                        public Optional<ByteBuffer> next() throws OwnException {
                                            if (!given) {
                                                given = true;
                                                return Optional.of(
                                                        UTF_8.encode("none\n".repeat(20_000)));
                                            }
                                            try {
                                                Rondo.sleep(30);
                                            } catch (CancelledError e) {
                                                throw new OwnException("interrupted");
                                            }
                                            return Optional.empty();
                                        }
                                    }))
                    .isInstanceOf(OwnException.class)
                    .satisfies(e ->
                            assertThat(e.getSuppressed())
                                    .hasAtLeastOneElementOfType(ServerException.class));
            assertUsable(connection);
        }
    }

    @Test
    void aSourceThatFailsInATransactionFailsThat() {
        try (Connection connection = Postgres.connect(dsn)) {
            assertThatThrownBy(() ->
                            connection.transaction(() -> {
                                connection.copyToTable(
                                        "target", CopyOptions.text(), new Failing("mine"));
                            }))
                    .isInstanceOf(OwnException.class);
            assertUsable(connection);
        }
    }

    // PG106
    @Test
    void nothingMoreIsAskedOfTheSourceOnceTheServerHasFailed() {
        int[] asked = {0};
        try (Connection connection = Postgres.connect(dsn)) {
            assertThatThrownBy(() ->
                            connection.<RuntimeException>copyToTable(
                                    "target",
                                    CopyOptions.text(),
                                    () -> {
                                        asked[0]++;
                                        return Optional.of(UTF_8.encode("no number\tx\n"));
                                    }))
                    .isInstanceOf(InvalidTextException.class)
                    .hasMessageContaining("no number");
            assertUsable(connection);
        }
        assertThat(asked[0]).isLessThan(1_000_000); // it has no end of its own
    }

    // PG106
    @Test
    void aSourceThatSuspendsIsCancelledWhenTheServerFails() {
        Parking more = new Parking("more data");
        boolean[] cancelled = {false};
        Iterator<byte[]> pieces =
                new Iterator<>() {
                    private boolean first = true;

                    @Override
                    public boolean hasNext() {
                        return true;
                    }

                    @Override
                    public byte[] next() {
                        if (first) {
                            first = false;
                            return ("wrong" + "\n".repeat(70_000)).getBytes(UTF_8);
                        }
                        try {
                            more.await();
                        } catch (CancelledError e) {
                            cancelled[0] = true;
                            throw e;
                        }
                        throw new AssertionError("nobody wakes it");
                    }
                };
        try (Connection connection = Postgres.connect(dsn)) {
            assertThatThrownBy(() ->
                            connection.copyToTable(
                                    "target", CopyOptions.text(), CopySource.ofPieces(pieces)))
                    .isInstanceOf(ServerException.class);
            assertThat(cancelled[0]).isTrue();
            assertUsable(connection);
        }
    }

    @Test
    void aSourceThatSuspendsIsCancelledWhenTheConnectionIsLost() {
        Parking more = new Parking("more data");
        try (Connection connection = Postgres.connect(dsn)) {
            Task<?> copying =
                    Rondo.createTask(() -> {
                        connection.<RuntimeException>copyToTable(
                                "target",
                                CopyOptions.text(),
                                () -> {
                                    more.await();
                                    throw new AssertionError("nobody wakes it");
                                });
                    });
            while (more.waiters() == 0) {
                Rondo.sleep(Duration.ofMillis(10));
            }
            psql("select pg_terminate_backend(" + connection.processId() + ")");
            assertThatThrownBy(copying::await).isInstanceOf(PostgresException.class);
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @Test
    void whatTheServerRefusesIsThrownBeforeTheSourceIsAsked() {
        try (Connection connection = Postgres.connect(dsn)) {
            Failing source = new Failing("unused");
            assertThatThrownBy(() -> connection.copyToTable("none", CopyOptions.text(), source))
                    .isInstanceOf(UndefinedTableException.class);
            assertThat(source.left).isEqualTo(3);
            assertThat(source.closed).isEqualTo(1);
            assertUsable(connection);
            assertThatThrownBy(() ->
                            connection.copyToTable(
                                    "target", CopyOptions.text().withQuote('x'), source))
                    .isInstanceOf(ServerException.class);
            assertThatThrownBy(() ->
                            connection.copyToTable(
                                    "target", CopyOptions.text().withWhere("1 +"), source))
                    .isInstanceOf(SyntaxErrorException.class);
            assertUsable(connection);
        }
    }

    // ---- Cancellations and limits

    private static CopySource<RuntimeException> endless() {
        return () -> Optional.of(UTF_8.encode("1\n".repeat(1000)));
    }

    // PG108
    @Test
    void aSlowServerHoldsTheSourceBack() {
        long[] given = {0};
        try (Connection connection = Postgres.connect(dsn)) {
            Task<?> copying =
                    Rondo.createTask(() -> {
                        connection.<RuntimeException>copyToTable(
                                "slow",
                                CopyOptions.text(),
                                () -> {
                                    given[0] += 2000;
                                    return Optional.of(UTF_8.encode("1\n".repeat(1000)));
                                });
                    });
            long before = -1;
            while (given[0] == 0 || given[0] != before) { // until it stands still
                before = given[0];
                Rondo.sleep(Duration.ofMillis(200));
            }
            // The options' maxUnsent, one message, and what the kernel takes.
            assertThat(given[0]).isLessThan(16 << 20);
            copying.cancel();
            assertThatThrownBy(copying::await).isInstanceOf(CancelledError.class);
            assertUsable(connection);
        }
    }

    @Test
    void cancelledWhileItWaitsForTheSource() {
        Parking more = new Parking("more data");
        try (Connection connection = Postgres.connect(dsn)) {
            Task<?> copying =
                    Rondo.createTask(() -> {
                        connection.<RuntimeException>copyToTable(
                                "target",
                                CopyOptions.text(),
                                () -> {
                                    more.await();
                                    return Optional.empty();
                                });
                    });
            while (more.waiters() == 0) {
                Rondo.sleep(Duration.ofMillis(10));
            }
            copying.cancel();
            assertThatThrownBy(copying::await).isInstanceOf(CancelledError.class);
            assertUsable(connection);
            assertThat(rows()).isEmpty();
        }
    }

    @Test
    void allOfItHasTheConnectionsTimeLimit() {
        try (Connection connection = Postgres.connect(dsn)) {
            assertThatThrownBy(() ->
                            connection
                                    .withTimeout(Duration.ofMillis(300))
                                    .copyToTable(
                                            "target",
                                            CopyOptions.text().withColumns("id"),
                                            endless()))
                    .isInstanceOf(TimeoutException.class);
            assertUsable(connection);
            assertThat(rows()).isEmpty();
        }
    }

    @Test
    void nothingElseRunsMeanwhile() {
        try (Connection connection = Postgres.connect(dsn)) {
            assertThatThrownBy(() ->
                            connection.<RuntimeException>copyToTable(
                                    "target",
                                    CopyOptions.text(),
                                    () -> {
                                        connection.execute("select 1");
                                        return Optional.empty();
                                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Another operation is in progress");
            assertUsable(connection);
        }
    }
}
