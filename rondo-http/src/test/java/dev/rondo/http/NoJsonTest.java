package dev.rondo.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** JSON in a program that has no library for it. */
class NoJsonTest {
    @Test
    void theMessageSaysWhatToAddEachTime() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains("jackson")) {
                urls.add(new File(entry).toURI().toURL());
            }
        }
        try (URLClassLoader loader =
                new URLClassLoader(
                        urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> json = loader.loadClass("dev.rondo.http.Json");
            Object standard = json.getMethod("standard").invoke(null);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> json.getMethod("write", Object.class).invoke(standard, 1))
                        .isInstanceOf(InvocationTargetException.class)
                        .cause()
                        .hasMessageContaining("tools.jackson.core:jackson-databind")
                        .satisfies(e ->
                                assertThat(e.getClass().getName())
                                        .isEqualTo("dev.rondo.http.JsonException"));
                assertThatThrownBy(() ->
                                json.getMethod("read", byte[].class, Type.class)
                                        .invoke(standard, new byte[0], String.class))
                        .cause()
                        .hasMessageContaining("Jackson 3");
            }
        }
    }
}
