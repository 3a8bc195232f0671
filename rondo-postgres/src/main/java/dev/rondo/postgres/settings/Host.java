package dev.rondo.postgres.settings;

/**
 * One of the servers to be tried.
 *
 * @param name as it was given: checked by TLS, looked up in password files; a folder, beginning
 *     with a slash, for a Unix socket
 * @param address to connect with in place of the name, or empty
 * @param port 1 to 65535; of a Unix socket a part of its file's name
 */
public record Host(String name, String address, int port) {
    /** Returns whether it is reached by a Unix socket. */
    public boolean isUnix() {
        return Hosts.isFolder(name) && address.isEmpty();
    }

    /** Returns the file of its Unix socket. */
    public String socketFile() {
        return (name.endsWith("/") ? name : name + "/") + ".s.PGSQL." + port;
    }

    /** Returns what messages call it. */
    @Override
    public String toString() {
        if (isUnix()) {
            return socketFile();
        }
        String shown = name.isEmpty() ? address : name;
        return (shown.indexOf(':') >= 0 ? "[" + shown + "]" : shown) + ":" + port;
    }
}
