// Connects to PostgreSQL, fills a table, and prints its rows. Without the DSN of a server it starts
// one of its own, which ./rondo run fetches at first; it is gone at the end.
import static dev.rondo.Rondo.*;

import dev.rondo.postgres.*;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

record Planet(String name, int moons) {}

void printTable(String dsn) {
    try (Connection connection = Postgres.connect(dsn)) {
        connection.execute("CREATE TEMPORARY TABLE planet (name text, moons int)");
        connection.executeMany(
                "INSERT INTO planet VALUES ($1, $2)",
                List.of(
                        new Object[] {"Mars", 2},
                        new Object[] {"Earth", 1},
                        new Object[] {"Saturn", 274}));
        var rows = connection.fetch("SELECT * FROM planet WHERE moons > $1 ORDER BY moons", 1);
        for (Row row : rows) {
            IO.println(row.getString("name") + " has " + row.getInt("moons") + " moons");
        }
        var all = connection.fetch(Planet.class, "SELECT * FROM planet ORDER BY name");
        all.forEach(IO::println);
    }
}

void main(String[] args) throws Exception {
    run(() -> {
        if (args.length > 0) {
            printTable(args[0]);
            return;
        }
        var server = toThread(EmbeddedPostgres::start); // waits for processes: not in the loop
        try {
            printTable("postgresql://postgres@localhost:" + server.getPort() + "/postgres");
        } finally {
            toThread(server::close);
        }
    });
}
