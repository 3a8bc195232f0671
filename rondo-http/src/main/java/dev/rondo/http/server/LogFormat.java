package dev.rondo.http.server;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An access log in a format of aiohttp's atoms: see {@link AccessLog#of}. */
final class LogFormat implements AccessLog {
    static final String COMMON =
            "%a %t \"%r\" %s %b %T \"%{Referer}i\" \"%{User-Agent}i\"";

    static final System.Logger LOG = System.getLogger("dev.rondo.http.access");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("'['dd/MMM/yyyy:HH:mm:ss xx']'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    /** A piece of a line. */
    @FunctionalInterface
    private interface Atom {
        void put(StringBuilder line, Answered answered);
    }

    private final String format;
    private final List<Atom> atoms;

    private LogFormat(String format, List<Atom> atoms) {
        this.format = format;
        this.atoms = atoms;
    }

    // ---- Reading a format

    static LogFormat parse(String format) {
        List<Atom> atoms = new ArrayList<>();
        int at = 0;
        for (int percent; (percent = format.indexOf('%', at)) >= 0; ) {
            addText(atoms, format.substring(at, percent));
            int end = end(format, percent);
            atoms.add(atom(format.substring(percent + 1, end), format));
            at = end;
        }
        addText(atoms, format.substring(at));
        return new LogFormat(format, List.copyOf(atoms));
    }

    private static void addText(List<Atom> atoms, String text) {
        if (!text.isEmpty()) {
            atoms.add((line, _) -> line.append(text));
        }
    }

    private static int end(String format, int percent) {
        if (format.startsWith("%{", percent)) {
            int brace = format.indexOf('}', percent);
            return brace < 0 ? format.length() : Math.min(brace + 2, format.length());
        }
        return Math.min(percent + (format.startsWith("%Tf", percent) ? 3 : 2), format.length());
    }

    private static Atom atom(String name, String format) {
        if (name.startsWith("{") && name.length() > 3 && name.indexOf('}') == name.length() - 2) {
            return named(name.substring(1, name.length() - 2), name.charAt(name.length() - 1));
        }
        return switch (name) {
            case "%" -> (line, _) -> line.append('%');
            case "a" -> (line, it) -> line.append(escaped(address(it)));
            case "t" -> (line, it) -> line.append(time(it.when()));
            case "P" -> (line, _) -> line.append(ProcessHandle.current().pid());
            case "r" -> LogFormat::putFirstLine;
            case "s" -> (line, it) -> line.append(it.response().status());
            case "b" -> (line, it) -> line.append(it.bytes());
            case "T" -> (line, it) -> line.append(it.took().toSeconds());
            case "Tf" -> (line, it) -> putSeconds(line, it.took());
            case "D" -> (line, it) -> line.append(it.took().toNanos() / 1000);
            default ->
                    throw new IllegalArgumentException(
                            "A format of the access log has no %" + name + ": " + format);
        };
    }

    private static Atom named(String name, char kind) {
        return switch (kind) {
            case 'i' -> (line, it) -> put(line, it.request().header(name));
            case 'o' -> (line, it) -> put(line, it.response().headers().first(name));
            case 'e' -> (line, _) -> put(line, Optional.ofNullable(System.getenv(name)));
            default ->
                    throw new IllegalArgumentException(
                            "Behind %{" + name + "} stands i, o or e, not " + kind);
        };
    }

    // ---- Writing a line

    @Override
    public void log(Answered answered) {
        if (LOG.isLoggable(System.Logger.Level.INFO)) {
            LOG.log(System.Logger.Level.INFO, line(answered));
        }
    }

    String line(Answered answered) {
        StringBuilder line = new StringBuilder(160);
        for (Atom atom : atoms) {
            atom.put(line, answered);
        }
        return line.toString();
    }

    static String address(Answered answered) {
        SocketAddress remote = answered.request().remote().orElse(null);
        return switch (remote) {
            case null -> "-";
            case InetSocketAddress inet when !inet.isUnresolved() ->
                    inet.getAddress().getHostAddress();
            default -> remote.toString().isEmpty() ? "-" : remote.toString();
        };
    }

    private static String time(Instant when) {
        return TIME.format(when);
    }

    private static void putFirstLine(StringBuilder line, Answered answered) {
        Request request = answered.request();
        line.append(escaped(request.method())).append(' ');
        line.append(escaped(request.target())).append(' ').append(request.version());
    }

    static void putSeconds(StringBuilder line, Duration took) {
        long micros = took.toNanos() / 1000;
        String fraction = Long.toString(micros % 1_000_000);
        line.append(micros / 1_000_000).append('.');
        line.append("0".repeat(6 - fraction.length())).append(fraction);
    }

    private static void put(StringBuilder line, Optional<String> value) {
        line.append(value.map(LogFormat::escaped).orElse("-"));
    }

    /** Nothing that ends a line, a field in quotes, or moves a terminal. */
    static String escaped(String text) {
        int plain = 0;
        while (plain < text.length() && isPlain(text.charAt(plain))) {
            plain++;
        }
        if (plain == text.length()) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, plain);
        for (int i = plain; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                escaped.append(c);
            } else if (c == '"' || c == '\\') {
                escaped.append('\\').append(c);
            } else {
                escaped.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    escaped.append(HEX[c >> shift & 15]);
                }
            }
        }
        return escaped.toString();
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 127 && c != '"' && c != '\\';
    }

    @Override
    public String toString() {
        return "<AccessLog " + format + ">";
    }
}
