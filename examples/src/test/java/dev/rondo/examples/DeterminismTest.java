package dev.rondo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One seed, one event log: twice in this JVM, and in others. */
class DeterminismTest {
    private static List<String> logs() throws IOException {
        List<String> logs = new ArrayList<>();
        for (String name : Gallery.names()) {
            logs.addAll(PrintEventLogs.logs(name));
        }
        return logs;
    }

    @Test
    void sameSeedGivesTheSameLogAgain() throws IOException {
        assertThat(logs()).hasSizeGreaterThan(1_000).isEqualTo(logs());
    }

    @Test
    void sameSeedGivesTheSameLogInAnotherJvm() throws IOException {
        String[] names = Gallery.names().toArray(String[]::new);
        try (Running other = Running.example(PrintEventLogs.class.getName(), names)) {
            assertThat(other.rest()).isEqualTo(logs());
        }
    }
}
