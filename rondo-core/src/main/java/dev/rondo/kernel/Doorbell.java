package dev.rondo.kernel;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file by which another program of the same user asks to look into this one: {@code .rondo-PID}
 * in the folder for temporary files, with two lines:
 *
 * <pre>
 * rondo-inspect 1
 * /tmp/rondo-inspect-1234567890/socket
 * </pre>
 *
 * <p>The number is the newest version of the protocol that the visitor speaks, the path a Unix
 * socket on which the visitor listens, so that this program never does, and nothing of it is left
 * when the visitor is gone. What is not a plain file of this program's own user, with one name, is
 * left alone, and so is a socket whose folder somebody else could enter. HotSpot's attach mechanism
 * begins the same way, by a file and a thread that looks for it.
 *
 * <p>Rejected: a socket that the program listens on (one more thing that every program has open,
 * and a file that stays when it is killed), a signal (it is the program's), an agent (warnings on
 * the program's standard error).
 */
final class Doorbell {
    private static final String GREETING = "rondo-inspect ";
    private static final int LONGEST = 4096; // bytes: a greeting and a path
    private static final int PERMISSIONS = 0777;
    private static final int OWNER_ONLY = 0700;
    private static final String ATTRIBUTES = "unix:uid,mode,nlink,size,isRegularFile,isDirectory";

    private final @Nullable File file; // null: nobody may look

    private Doorbell(@Nullable File file) {
        this.file = file;
    }

    /** Returns the one of this process; {@code -Drondo.inspect=false} takes it away. */
    static Doorbell ofThisProcess() {
        boolean on = !System.getProperty("rondo.inspect", "true").equals("false");
        return on ? at(fileOf(ProcessHandle.current().pid())) : new Doorbell(null);
    }

    static Doorbell at(File file) {
        return new Doorbell(file);
    }

    private static File fileOf(long pid) {
        return new File(System.getProperty("java.io.tmpdir", "/tmp"), ".rondo-" + pid);
    }

    /**
     * Returns the socket of a visitor who has rung, and takes the request away; null while there is
     * none to be trusted. Without a request it costs a call of stat.
     */
    @Nullable Path rung() {
        File looked = file;
        if (looked == null || !looked.exists()) {
            return null;
        }
        try {
            Path request = looked.toPath();
            Object own = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            Map<String, Object> found = attributes(request);
            if (!own.equals(found.get("uid"))
                    || !Boolean.TRUE.equals(found.get("isRegularFile"))
                    || !Integer.valueOf(1).equals(found.get("nlink"))
                    || !(found.get("size") instanceof Long size && size <= LONGEST)) {
                return null;
            }
            String text = read(request);
            if (!text.endsWith("\n")) {
                return null; // it is being written
            }
            Files.delete(request);
            Path socket = socketIn(text);
            return socket != null && isPrivate(socket, own) ? socket : null;
        } catch (IOException | RuntimeException e) { // taken away meanwhile, or no such system
            return null;
        }
    }

    private static Map<String, Object> attributes(Path path) throws IOException {
        return Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    }

    private static String read(Path request) throws IOException {
        try (InputStream in = Files.newInputStream(request, LinkOption.NOFOLLOW_LINKS)) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
        }
    }

    private static @Nullable Path socketIn(String text) {
        String[] lines = text.split("\n", -1);
        return lines.length == 3 && lines[0].startsWith(GREETING) ? Path.of(lines[1]) : null;
    }

    private static boolean isPrivate(Path socket, Object own) throws IOException {
        Path folder = socket.getParent();
        if (!socket.isAbsolute() || folder == null) {
            return false;
        }
        Map<String, Object> found = attributes(folder);
        return own.equals(found.get("uid"))
                && Boolean.TRUE.equals(found.get("isDirectory"))
                && found.get("mode") instanceof Integer mode
                && (mode & PERMISSIONS) == OWNER_ONLY;
    }
}
