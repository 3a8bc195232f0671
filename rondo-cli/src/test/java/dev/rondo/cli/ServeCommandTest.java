package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServeCommandTest {
    @Test
    void servesThisFolderOnLocalhostUnlessItIsTold() {
        assertThat(ServeCommand.parse(List.of()))
                .isEqualTo(new ServeCommand(Path.of(""), "localhost", 8000));
        assertThat(ServeCommand.parse(List.of("site", "--port", "0", "--host", "")))
                .isEqualTo(new ServeCommand(Path.of("site"), "", 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port", "--port x", "--port 65536", "--nope", "a b"})
    void saysWhatItDoesNotUnderstand(String words) {
        assertThatThrownBy(() -> ServeCommand.parse(List.of(words.split(" "))))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("usage: rondo serve");
    }

    @Test
    void needsAFolder() {
        assertThatThrownBy(() -> ServeCommand.parse(List.of("not there")).run())
                .isInstanceOf(Fault.class)
                .hasMessageContaining("is no folder");
    }
}
