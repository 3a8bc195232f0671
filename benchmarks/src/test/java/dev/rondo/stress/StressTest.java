package dev.rondo.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stress program, for seconds instead of minutes. */
class StressTest {
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final String engine = System.getProperty("rondo.engine");

    private int stress(String... arguments) {
        return Stress.run(new PrintStream(output, true, StandardCharsets.UTF_8), arguments);
    }

    @AfterEach
    void restoreEngine() {
        if (engine == null) {
            System.clearProperty("rondo.engine");
        } else {
            System.setProperty("rondo.engine", engine);
        }
    }

    @Tag("stress")
    @ParameterizedTest
    @ValueSource(strings = {"scheduled", "handoff"})
    void nothingIsLostWithinTwoSeconds(String engine) {
        int status = stress("--seconds", "2", "--engine", engine);

        assertThat(output.toString(StandardCharsets.UTF_8))
                .startsWith("stress: 2 s on the " + engine + " engine, seed ")
                .contains("passed: ");
        assertThat(status).isZero();
    }

    @Tag("stress")
    @Test
    void noSocketIsLeftOfConnectionsThatDrop() {
        int status = stress("network", "1");

        assertThat(output.toString(StandardCharsets.UTF_8)).contains("0 sockets and 0 tasks left");
        assertThat(status).isZero();
    }

    @Test
    void wrongOptionsAreRefused() {
        assertThat(stress()).isEqualTo(2);
        assertThat(stress("--minutes", "2")).isEqualTo(2);
        assertThat(stress("--seconds")).isEqualTo(2);
        assertThat(stress("network", "long")).isEqualTo(2);
        assertThat(stress("--seconds", "two")).isEqualTo(2);
        assertThat(output.toString(StandardCharsets.UTF_8))
                .contains("no option --minutes")
                .contains("usage: rondo stress");
    }
}
