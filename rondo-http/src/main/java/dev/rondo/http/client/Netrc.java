package dev.rondo.http.client;

import dev.rondo.Rondo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Users and passwords by host, from the file of ftp, curl and git: {@code machine host login user
 * password secret}. Read once, by another thread, when the first request needs it.
 */
final class Netrc {
    private static final int LARGEST = 1 << 20;

    private record Entry(String login, String password) {}

    private final Map<String, String> environment;
    private @Nullable Map<String, Entry> entries;

    Netrc(Map<String, String> environment) {
        this.environment = environment;
        if (environment.isEmpty()) {
            entries = Map.of();
        }
    }

    /** Returns the value of Authorization for a request that has none; null if there is none. */
    @Nullable String authorization(ClientRequest request) {
        Map<String, Entry> known = entries;
        if (known != null && known.isEmpty() || request.headers().contains("Authorization")) {
            return null;
        }
        if (known == null) {
            known = Rondo.toThread(this::read);
            entries = known;
        }
        Entry entry = known.get(request.url().host());
        Entry used = entry == null ? known.get("") : entry; // default
        return used == null ? null : BasicAuth.encode(used.login, used.password);
    }

    private Map<String, Entry> read() {
        String named = environment.getOrDefault("NETRC", "");
        String home = environment.getOrDefault("HOME", "");
        if (named.isEmpty() && home.isEmpty()) {
            return Map.of();
        }
        Path file = named.isEmpty() ? Path.of(home, ".netrc") : Path.of(named);
        try {
            if (!Files.isReadable(file) || Files.size(file) > LARGEST) {
                return Map.of();
            }
            return parse(Files.readAllLines(file));
        } catch (IOException e) {
            return Map.of(); // as curl and aiohttp: what is not readable is not there
        }
    }

    private static Map<String, Entry> parse(List<String> lines) {
        Map<String, Entry> found = new LinkedHashMap<>();
        List<String> words = words(lines);
        String machine = null;
        String login = "";
        String password = "";
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean isDefault = word.equals("default");
            if (isDefault || word.equals("machine")) {
                put(found, machine, login, password);
                machine = isDefault ? "" : next(words, ++i);
                login = "";
                password = "";
            } else if (word.equals("login")) {
                login = next(words, ++i);
            } else if (word.equals("password")) {
                password = next(words, ++i);
            } else if (word.equals("account")) {
                i++;
            }
        }
        put(found, machine, login, password);
        return found;
    }

    private static void put(
            Map<String, Entry> found, @Nullable String machine, String login, String password) {
        if (machine != null) {
            found.putIfAbsent(machine, new Entry(login, password));
        }
    }

    private static String next(List<String> words, int index) {
        return index < words.size() ? words.get(index) : "";
    }

    /** A macro goes up to an empty line; a comment begins with a hash sign. */
    private static List<String> words(List<String> lines) {
        List<String> words = new ArrayList<>();
        boolean macro = false;
        for (String line : lines) {
            macro = macro && !line.isBlank();
            for (String word : macro ? new String[0] : line.strip().split("\\s+")) {
                if (word.startsWith("#")) {
                    break;
                }
                if (word.equals("macdef")) {
                    macro = true;
                    break;
                }
                words.add(unquoted(word));
            }
        }
        return words;
    }

    private static String unquoted(String word) {
        return word.length() > 1 && word.startsWith("\"") && word.endsWith("\"")
                ? word.substring(1, word.length() - 1)
                : word;
    }
}
