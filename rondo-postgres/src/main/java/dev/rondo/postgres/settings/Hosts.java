package dev.rondo.postgres.settings;

import java.util.ArrayList;
import java.util.List;

/** Lists of hosts, addresses and ports, and the servers that they make (libpq, 32.1.1.3). */
final class Hosts {
    private static final int DEFAULT_PORT = 5432;
    private static final int MOST_DIGITS = 5;

    private Hosts() {}

    static boolean isFolder(String host) {
        return host.startsWith("/");
    }

    static boolean isPort(String text) {
        return !text.isEmpty()
                && text.length() <= MOST_DIGITS
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && Integer.parseInt(text) >= 1
                && Integer.parseInt(text) <= 65535;
    }

    /**
     * Returns the servers.
     *
     * @param names separated by commas, or empty; so are the others
     * @param fallback the name of one that has neither name nor address
     * @throws IllegalArgumentException if there are not as many of one as of the other
     */
    static List<Host> of(String names, String addresses, String ports, Fallback fallback) {
        List<String> name = list(names);
        List<String> address = list(addresses);
        List<String> port = list(ports);
        int count = addresses.isEmpty() ? name.size() : address.size();
        if (!names.isEmpty() && name.size() != count) {
            throw new IllegalArgumentException(
                    "There are " + name.size() + " hosts, but " + count + " addresses in hostaddr");
        }
        if (port.size() != 1 && port.size() != count) {
            throw new IllegalArgumentException(
                    "There are "
                            + port.size()
                            + " ports, but "
                            + count
                            + (count == 1 ? " host" : " hosts")
                            + "\nGive one for all of them, or one for each");
        }
        List<Host> hosts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = portOf(port.get(port.size() == 1 ? 0 : i));
            String given = names.isEmpty() ? "" : name.get(i);
            String at = addresses.isEmpty() ? "" : address.get(i);
            hosts.add(
                    new Host(
                            given.isEmpty() && at.isEmpty() ? fallback.host(number) : given,
                            at,
                            number));
        }
        return List.copyOf(hosts);
    }

    /** What a server is called that has neither name nor address. */
    interface Fallback {
        String host(int port);
    }

    private static int portOf(String text) {
        return text.isEmpty() ? DEFAULT_PORT : Integer.parseInt(text);
    }

    private static List<String> list(String text) {
        List<String> parts = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            parts.add(part.strip());
        }
        return parts;
    }

    /** Checks a list of ports; see {@link Keyword#check}. */
    static void checkPorts(String ports) {
        for (String port : list(ports)) {
            if (!port.isEmpty() && !isPort(port)) {
                throw new IllegalArgumentException(
                        "A port is a number from 1 to 65535, not \"" + port + "\"");
            }
        }
    }
}
