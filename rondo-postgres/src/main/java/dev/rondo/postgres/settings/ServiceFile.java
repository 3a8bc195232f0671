package dev.rondo.postgres.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A file of services: settings under names (libpq, section 32.17). */
final class ServiceFile {
    private ServiceFile() {}

    /**
     * Returns the settings of a service, empty if the file has none of this name.
     *
     * @param file its name, for messages
     * @throws IllegalArgumentException if a line of the service is wrong
     */
    static Optional<Map<String, String>> find(String content, String service, String file) {
        Map<String, String> settings = new LinkedHashMap<>();
        boolean found = false;
        int number = 0;
        for (String raw : content.split("\n", -1)) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("[")) {
                if (found) {
                    break;
                }
                found = line.equals("[" + service + "]");
            } else if (found) {
                put(settings, line, file + ", line " + number);
            }
        }
        return found ? Optional.of(settings) : Optional.empty();
    }

    /** The first line of a keyword counts, as in libpq. */
    private static void put(Map<String, String> settings, String line, String place) {
        int equals = line.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException(
                    place
                            + ": this is no \"key=value\""
                            + (line.startsWith("ldap")
                                    ? "\nServices from LDAP are not supported"
                                    : ""));
        }
        String keyword = line.substring(0, equals).strip();
        if (keyword.equals("service") || keyword.equals("servicefile")) {
            throw new IllegalArgumentException(place + ": a service cannot name another service");
        }
        try {
            settings.putIfAbsent(
                    keyword, Keyword.check(keyword, line.substring(equals + 1).strip()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
        }
    }
}
