package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.rondo.cluster.ClusterWorkers;
import dev.rondo.http.server.App;
import dev.rondo.postgres.Postgres;
import dev.rondo.test.TestLoop;
import dev.rondo.testing.ApiListing;
import dev.rondo.testing.PublicApi;
import dev.rondo.workers.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The public API is what {@code docs/api} lists, so that no change of it goes unnoticed. */
class ApiListingTest {
    private static final String RENEW =
            "mvn -pl rondo-core-tests -am test -Dtest=ApiListingTest -Drondo.engine=scheduled"
                    + " -Drondo.api.renew=true";
    private static final Pattern NAME = Pattern.compile("dev\\.rondo(\\.[a-z]+)*(\\.[A-Z]\\w*)+");
    private static final int MOST_LINES = 40;

    private static List<String> core() throws IOException {
        return ApiListing.of(EventLoop.class, PublicApi.exports("rondo-core"));
    }

    private static List<String> kit() throws IOException {
        return ApiListing.of(TestLoop.class, PublicApi.exports("rondo-test"));
    }

    private static List<String> http() throws IOException {
        return ApiListing.of(App.class, PublicApi.exports("rondo-http"));
    }

    private static List<String> postgres() throws IOException {
        return ApiListing.of(Postgres.class, PublicApi.exports("rondo-postgres"));
    }

    private static List<String> workers() throws IOException {
        return ApiListing.of(Workers.class, PublicApi.exports("rondo-workers"));
    }

    private static List<String> cluster() throws IOException {
        return ApiListing.of(ClusterWorkers.class, PublicApi.exports("rondo-cluster"));
    }

    @Test
    void coreIsAsListed() throws IOException {
        compare("dev.rondo", core());
    }

    @Test
    void kitIsAsListed() throws IOException {
        compare("dev.rondo.test", kit());
    }

    @Test
    void httpIsAsListed() throws IOException {
        compare("dev.rondo.http", http());
    }

    @Test
    void postgresIsAsListed() throws IOException {
        compare("dev.rondo.postgres", postgres());
    }

    @Test
    void workersAreAsListed() throws IOException {
        compare("dev.rondo.workers", workers());
    }

    @Test
    void clusterIsAsListed() throws IOException {
        compare("dev.rondo.cluster", cluster());
    }

    @Test
    void howItIsDoneIsNotExported() throws IOException {
        assertThat(PublicApi.exports("rondo-http"))
                .contains("dev.rondo.http", "dev.rondo.http.server")
                .doesNotContain("dev.rondo.http.wire", "dev.rondo.http.network");
        assertThat(PublicApi.exports("rondo-postgres"))
                .contains("dev.rondo.postgres", "dev.rondo.postgres.type")
                .doesNotContain("dev.rondo.postgres.wire", "dev.rondo.postgres.auth");
        assertThat(PublicApi.exports("rondo-core"))
                .contains("dev.rondo", "dev.rondo.sync", "dev.rondo.stream")
                .doesNotContain("dev.rondo.engine", "dev.rondo.kernel", "dev.rondo.struct");
    }

    @Test
    void whatStandsInTheApiCanBeNamed() throws IOException {
        List<String> lines =
                Stream.of(core(), kit(), http(), postgres(), workers(), cluster())
                        .flatMap(List::stream)
                        .toList();
        Set<String> types =
                lines.stream()
                        .filter(line -> !line.startsWith(" "))
                        .map(ApiListingTest::nameIn)
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(lines).allSatisfy(line -> assertThat(types).containsAll(namesIn(line)));
    }

    private static void compare(String module, List<String> actual) throws IOException {
        Path file = Path.of("..", "docs", "api", module + ".txt");
        if (Boolean.getBoolean("rondo.api.renew")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, String.join("\n", actual) + "\n");
        }
        Set<String> listed = withOwners(Files.exists(file) ? Files.readAllLines(file) : List.of());
        Set<String> found = withOwners(actual);
        List<String> changes = new ArrayList<>();
        listed.stream().filter(line -> !found.contains(line)).forEach(x -> changes.add("- " + x));
        found.stream().filter(line -> !listed.contains(line)).forEach(x -> changes.add("+ " + x));
        if (!changes.isEmpty()) {
            int shown = Math.min(changes.size(), MOST_LINES);
            String rest =
                    shown < changes.size() ? "\nand " + (changes.size() - shown) + " more" : "";
            fail(
                    "The public API of %s is not what docs/api/%s.txt lists:\n%s%s\n"
                            + "If that is meant, renew the listing and commit it:\n  %s",
                    module, module, String.join("\n", changes.subList(0, shown)), rest, RENEW);
        }
    }

    /** Gives each member its type, so that a line says all. */
    private static Set<String> withOwners(List<String> lines) {
        Set<String> whole = new LinkedHashSet<>();
        String owner = "";
        for (String line : lines) {
            if (line.startsWith(" ")) {
                whole.add(owner + ": " + line.strip());
            } else {
                owner = nameIn(line);
                whole.add(line);
            }
        }
        return whole;
    }

    private static String nameIn(String header) {
        return namesIn(header).getFirst();
    }

    private static List<String> namesIn(String line) {
        return NAME.matcher(line).results().map(MatchResult::group).toList();
    }
}
