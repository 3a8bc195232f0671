package dev.rondo.postgres.settings;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All settings of a connection, from wherever they came. Immutable.
 *
 * @param values by keyword, in the order of the keywords; an empty value is as none
 * @param hosts the servers, in the order in which they are tried; at least one
 * @param passwords the file of passwords, if one is to be used
 * @param session the parameters of the session that the environment sets, by name
 * @param home the user's folder, for the files that are looked for there
 * @param warnings what somebody should know and nothing fails by
 */
public record Settings(
        Map<String, String> values,
        List<Host> hosts,
        Optional<PassFile> passwords,
        Map<String, String> session,
        Optional<String> home,
        List<String> warnings) {
    /** Copies nothing: only {@link Sources} makes them. */
    public Settings {
        hosts = List.copyOf(hosts);
        warnings = List.copyOf(warnings);
    }

    /** Returns the value of a setting, empty if it is not set and has no value else. */
    public Optional<String> find(String keyword) {
        String value = values.getOrDefault(keyword, "");
        return value.isEmpty()
                ? Optional.ofNullable(Keyword.fallback(keyword))
                : Optional.of(value);
    }

    /** Returns the value of a setting, or what it is unless set. */
    public String get(String keyword, String otherwise) {
        return find(keyword).orElse(otherwise);
    }

    /** Returns the value of a setting that has one always. */
    public String get(String keyword) {
        return find(keyword)
                .orElseThrow(() ->
                        new IllegalArgumentException("The setting \"" + keyword + "\" is missing"));
    }

    /** Returns an integer, empty if it is not set. */
    public Optional<Integer> number(String keyword) {
        return find(keyword).map(text -> Integer.valueOf(text.strip()));
    }

    /** Returns the limit for one host, empty if there is none: {@code connect_timeout}. */
    public Optional<Duration> hostTimeout() {
        return number("connect_timeout").filter(s -> s > 0).map(Duration::ofSeconds);
    }

    /** Returns the values without what must not be shown. */
    @Override
    public String toString() {
        Map<String, String> shown = new LinkedHashMap<>(values);
        shown.replaceAll((keyword, value) -> Keyword.isSecret(keyword) ? "***" : value);
        return "<Settings " + shown + ">";
    }
}
