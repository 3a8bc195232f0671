package dev.rondo.postgres.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PassFileTest {
    private static Optional<String> find(String content, String host) {
        return PassFile.parse("f", content).find(host, 5432, "db", "me");
    }

    @DisplayName("PG124: the first line that matches counts")
    @Test
    void theFirstMatchCounts() {
        String content = "other:5432:db:me:no\nhost:5432:db:me:first\nhost:5432:db:me:second\n";
        assertThat(find(content, "host")).contains("first");
        assertThat(find(content, "third")).isEmpty();
    }

    @DisplayName("PG124: a star stands for everything")
    @Test
    void aStarMatchesAll() {
        assertThat(find("*:*:*:*:all", "host")).contains("all");
        assertThat(find("*:5433:*:*:no", "host")).isEmpty();
        assertThat(find("*:*:*:you:no", "host")).isEmpty();
        assertThat(find("*:*:other:*:no", "host")).isEmpty();
    }

    @DisplayName("PG124: colons and backslashes are escaped")
    @Test
    void escapesAreTakenAway() {
        assertThat(find("host:5432:db:me:a\\:b\\\\c", "host")).contains("a:b\\c");
        assertThat(find("host:5432:db:me:a:b", "host")).contains("a:b");
        assertThat(find("\\:\\:1:5432:db:me:six", "::1")).contains("six");
        assertThat(PassFile.parse("f", "*:*:*:a\\:b:p").find("h", 1, "d", "a:b")).contains("p");
        assertThat(find("\\*:*:*:*:no", "host")).isEmpty();
    }

    @Test
    void commentsAndLinesThatAreNoneArePassedOver() {
        String content = "# *:*:*:*:no\n\nhost:5432:db\nhost:5432:db:me:yes\r\n";
        assertThat(find(content, "host")).contains("yes");
    }

    @Test
    void aUnixSocketIsFoundByItsFolderAndAsLocalhost() {
        assertThat(find("/run/pg:5432:*:*:folder", "/run/pg")).contains("folder");
        assertThat(find("localhost:5432:*:*:here", "/run/pg")).contains("here");
        assertThat(find("localhost:5432:*:*:here", "host")).isEmpty();
    }

    @Test
    void noPasswordIsShown() {
        assertThat(PassFile.parse("f", "*:*:*:*:secret").toString()).doesNotContain("secret");
    }
}
