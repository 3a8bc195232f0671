package dev.rondo.http.wire;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 read a second time, as plainly as can be: the whole input is a string, and regular
 * expressions written off the RFCs say what fits. Slow, and nothing of it is shared with the codec.
 * Speaks the words of {@link Conversation}, but of an error only its status.
 */
final class NaiveHttp {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String QUOTED =
            "\"(?:[\\t \\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t \\x21-\\x7e\\x80-\\xff])*\"";
    private static final String BWS = "[ \\t]*";
    private static final Pattern CHUNK =
            Pattern.compile(
                    "([0-9A-Fa-f]+)(?:BWS;BWSTOKEN(?:BWS=BWS(?:TOKEN|QUOTED))?)*+\r\n"
                            .replace("BWS", BWS)
                            .replace("TOKEN", TOKEN)
                            .replace("QUOTED", QUOTED));
    private static final Pattern REQUEST =
            Pattern.compile(
                    "(TOKEN) ([!-~&&[^#]]+) HTTP/([0-9])\\.([0-9])".replace("TOKEN", TOKEN));
    private static final Pattern STATUS =
            Pattern.compile("HTTP/([0-9])\\.([0-9]) ([0-9]{3})(?: ([^\\r\\n]*))?");
    private static final Pattern FIELD =
            Pattern.compile("(TOKEN):[ \\t]*(.*?)[ \\t]*".replace("TOKEN", TOKEN), Pattern.DOTALL);

    private static final String NAME = "(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+";
    private static final String PORT = "(?<port>[0-9]*)";
    private static final String V4 = ipv4();
    private static final Pattern HOST =
            Pattern.compile("(?:" + NAME + "|\\[(?:" + ipv6() + ")])(?::" + PORT + ")?");
    private static final Pattern ABSOLUTE =
            Pattern.compile("(?i)https?://(?<authority>[^/?]*)(?:[/?].*)?");
    private static final Set<String> ONCE =
            Set.of(
                    "host",
                    "content-length",
                    "transfer-encoding",
                    "authorization",
                    "content-location",
                    "content-range",
                    "content-type",
                    "etag",
                    "max-forwards",
                    "user-agent");
    private static final Set<String> ONCE_IN_RESPONSE =
            Set.of("content-length", "transfer-encoding");
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    private static String ipv4() {
        String octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
        return octet + "(?:\\." + octet + "){3}";
    }

    /** The alternatives of RFC 3986, section 3.2.2. */
    private static String ipv6() {
        String h16 = "[0-9A-Fa-f]{1,4}";
        String ls32 = "(?:" + h16 + ":" + h16 + "|" + V4 + ")";
        List<String> all = new ArrayList<>();
        all.add("(?:" + h16 + ":){6}" + ls32);
        for (int before = 0; before <= 5; before++) {
            String front = before == 0 ? "" : upTo(before - 1, h16);
            all.add(front + "::(?:" + h16 + ":){" + (5 - before) + "}" + ls32);
        }
        all.add(upTo(5, h16) + "::" + h16);
        all.add(upTo(6, h16) + "::");
        return String.join("|", all);
    }

    private static String upTo(int groups, String h16) {
        return "(?:(?:" + h16 + ":){0," + groups + "}" + h16 + ")?";
    }

    /** Ends the reading with an error, or with null: more bytes are needed. */
    private static final class End extends Exception {
        private static final long serialVersionUID = 1;

        End(@Nullable String status) {
            super(status, null, false, false);
        }
    }

    private final String in;
    private final boolean peerEnds;
    private final @Nullable String requestMethod; // null: these are requests
    private final List<String> parts = new ArrayList<>();
    private int at;
    private int headFrom;

    NaiveHttp(byte[] input, boolean peerEnds, @Nullable String requestMethod) {
        this.in = new String(input, StandardCharsets.ISO_8859_1);
        this.peerEnds = peerEnds;
        this.requestMethod = requestMethod;
    }

    String read() {
        boolean open = true;
        while (open && at < in.length()) {
            try {
                open = requestMethod == null ? request() : response(requestMethod);
            } catch (End end) {
                parts.add(end.getMessage() == null ? "more" : end.getMessage());
                return String.join("; ", parts);
            }
        }
        boolean left = requestMethod != null && !open && at < in.length();
        return String.join("; ", parts) + (left ? " left" : "");
    }

    private boolean request() throws End {
        for (int empty = 0; at < in.length() && in.charAt(at) == '\r'; empty++) {
            if (empty == 2) {
                throw new End("400");
            }
            expect("\r\n");
        }
        if (at == in.length()) {
            return false;
        }
        headFrom = at;
        String line = line(8190, "414");
        Matcher m = REQUEST.matcher(line);
        if (!m.matches()) {
            throw new End("400");
        }
        String version = m.group(3) + m.group(4);
        if (!version.equals("10") && !version.equals("11")) {
            throw new End("505");
        }
        String method = m.group(1);
        String target = m.group(2);
        if (method.equals("PRI") || !isTarget(method, target)) {
            throw new End("400");
        }
        List<String[]> fields = fields(128, true, true);
        boolean modern = version.equals("11");
        String framing = framing(fields, modern);
        if (modern && all(fields, "host").isEmpty()) {
            throw new End("400");
        }
        List<String> expect = all(fields, "expect");
        if (modern && expect.stream().anyMatch(e -> !e.isEmpty() && !e.equals("100-continue"))) {
            throw new End("417");
        }
        boolean body = !framing.isEmpty() && !framing.matches("0+");
        String said = method + " " + shown(target) + keep(fields, modern);
        said += modern && body && expect.contains("100-continue") ? " expect" : "";
        boolean upgrade = tokens(fields).contains("upgrade") && has(fields, "upgrade");
        parts.add(said + (modern && upgrade ? " upgrade" : ""));
        body(framing);
        return !method.equals("CONNECT");
    }

    private static boolean isTarget(String method, String target) {
        if (method.equals("CONNECT")) {
            return isHost(target, true);
        }
        Matcher absolute = ABSOLUTE.matcher(target);
        return target.startsWith("/")
                || target.equals("*") && method.equals("OPTIONS")
                || absolute.matches() && isHost(absolute.group("authority"), false);
    }

    private static boolean isHost(String text, boolean needsPort) {
        Matcher m = HOST.matcher(text);
        if (!m.matches()) {
            return false;
        }
        String port = m.group("port");
        return port == null || port.isEmpty()
                ? !needsPort
                : new BigInteger(port).compareTo(BigInteger.valueOf(65535)) <= 0;
    }

    private boolean response(String method) throws End {
        headFrom = at;
        Matcher m = STATUS.matcher(line(8190, "414"));
        if (!m.matches() || m.group(3).startsWith("0")) {
            throw new End("400");
        }
        String version = m.group(1) + m.group(2);
        if (!version.equals("10") && !version.equals("11")) {
            throw new End("505");
        }
        int status = Integer.parseInt(m.group(3));
        List<String[]> fields = fields(128, false, true);
        boolean modern = version.equals("11");
        String framing = framing(fields, modern);
        boolean tunnel = status == 101 || status < 300 && method.equals("CONNECT");
        boolean bare = tunnel || status < 200 || status == 204 || status == 304;
        boolean lies = (status < 200 || status == 204) && !framing.matches("0*");
        boolean untilEnd = !bare && !method.equals("HEAD") && framing.isEmpty();
        String keep = tunnel || lies || untilEnd ? " close" : keep(fields, modern);
        String reason = m.group(4) == null ? "" : m.group(4);
        parts.add(status + " " + shown(reason) + keep);
        if (bare || method.equals("HEAD")) {
            return status < 200 && status != 101;
        }
        if (untilEnd) {
            String rest = in.substring(at);
            at = in.length();
            if (!peerEnds) {
                throw new End(null);
            }
            append(" \"" + shown(rest) + "\"");
        }
        body(framing);
        return false;
    }

    private String line(int most, String tooLong) throws End {
        int from = at;
        for (int i = at; i < in.length(); i++) {
            char c = in.charAt(i);
            if (c == '\r') {
                String line = in.substring(at, i);
                at = i;
                expect("\r\n");
                return line;
            }
            if (c < ' ' && c != '\t' || c == 127) {
                throw new End("400");
            }
            if (i - from == most && most <= 65536 - (from - headFrom)) {
                throw new End(tooLong);
            }
            if (i - headFrom == 65536) {
                throw new End("431");
            }
        }
        throw new End(null);
    }

    private void expect(String text) throws End {
        for (int i = 0; i < text.length(); i++, at++) {
            if (at == in.length()) {
                throw new End(null);
            }
            if (in.charAt(at) != text.charAt(i)) {
                throw new End("400");
            }
        }
    }

    private List<String[]> fields(int most, boolean request, boolean head) throws End {
        List<String[]> fields = new ArrayList<>();
        for (String line = line(8190, "431"); !line.isEmpty(); line = line(8190, "431")) {
            Matcher m = FIELD.matcher(line);
            if (!m.matches()) {
                throw new End("400");
            }
            if (fields.size() == most) {
                throw new End("431");
            }
            String name = m.group(1).toLowerCase(Locale.ROOT);
            String value = m.group(2);
            if (head && !fits(name, value, request, fields)) {
                throw new End("400");
            }
            fields.add(new String[] {m.group(1), value});
        }
        return fields;
    }

    private static boolean fits(String name, String value, boolean request, List<String[]> before) {
        if ((request ? ONCE : ONCE_IN_RESPONSE).contains(name) && has(before, name)) {
            return false;
        }
        return switch (name) {
            case "host" -> !request || value.isEmpty() || isHost(value, false);
            case "content-length" ->
                    value.matches("[0-9]+") && new BigInteger(value).compareTo(MOST) <= 0;
            default -> true;
        };
    }

    private static List<String> all(List<String[]> fields, String name) {
        List<String> values = new ArrayList<>();
        for (String[] field : fields) {
            if (field[0].equalsIgnoreCase(name)) {
                values.add(field[1].toLowerCase(Locale.ROOT));
            }
        }
        return values;
    }

    private static boolean has(List<String[]> fields, String name) {
        return !all(fields, name).isEmpty();
    }

    private static List<String> tokens(List<String[]> fields) {
        String joined = String.join(",", all(fields, "connection"));
        return Arrays.stream(joined.split(","))
                .map(token -> token.replaceAll("^[ \\t]+|[ \\t]+$", ""))
                .toList();
    }

    private static String keep(List<String[]> fields, boolean modern) {
        List<String> tokens = tokens(fields);
        boolean keep = !tokens.contains("close") && (modern || tokens.contains("keep-alive"));
        return keep ? " keep" : " close";
    }

    /** Returns "chunked", a length, or nothing. */
    private static String framing(List<String[]> fields, boolean modern) throws End {
        List<String> coding = all(fields, "transfer-encoding");
        List<String> length = all(fields, "content-length");
        if (coding.isEmpty()) {
            return String.join("", length);
        }
        if (!modern || !length.isEmpty()) {
            throw new End("400");
        }
        if (!coding.equals(List.of("chunked"))) {
            throw new End("501");
        }
        return "chunked";
    }

    private void body(String framing) throws End {
        if (framing.isEmpty()) {
            return;
        }
        try {
            String[] body = framing.equals("chunked") ? chunks() : new String[] {take(framing)};
            append(" \"" + shown(body[0]) + "\"");
            for (int i = 1; i < body.length; i++) {
                append(body[i]);
            }
        } catch (End end) {
            throw end.getMessage() == null && peerEnds ? new End("400") : end;
        }
    }

    private void append(String text) {
        parts.set(parts.size() - 1, parts.getLast() + text);
    }

    private String take(String length) throws End {
        BigInteger size = new BigInteger(length);
        if (size.compareTo(BigInteger.valueOf(in.length() - at)) > 0) {
            throw new End(null);
        }
        int from = at;
        at += size.intValueExact();
        return in.substring(from, at);
    }

    private String[] chunks() throws End {
        StringBuilder body = new StringBuilder();
        long excess = 0;
        while (true) {
            String line = chunkLine();
            BigInteger size = new BigInteger(line.split("[;\\s]")[0], 16);
            excess = Math.max(0, excess + line.length() - 16);
            excess = Math.max(0, excess - 2 * Math.min(1 << 20, size.longValueExact()));
            if (excess > 16 << 10) {
                throw new End("413");
            }
            if (size.signum() == 0) {
                break;
            }
            body.append(take(size.toString()));
            expect("\r\n");
        }
        headFrom = at;
        List<String> all = new ArrayList<>(List.of(body.toString()));
        for (String[] field : fields(64, true, false)) {
            all.add(" {" + field[0] + ": " + field[1] + "}");
        }
        return all.toArray(String[]::new);
    }

    private String chunkLine() throws End {
        int most = (4 << 10) + 2;
        String seen = in.substring(at, Math.min(in.length(), at + most));
        String digits = seen.replaceFirst("(?s)[^0-9A-Fa-f].*", "");
        if (!digits.isEmpty() && new BigInteger(digits, 16).compareTo(MOST) > 0) {
            throw new End("400");
        }
        Matcher m = CHUNK.matcher(seen);
        if (m.lookingAt()) {
            at += m.end();
            return m.group().replace("\r\n", "");
        }
        throw new End(!m.hitEnd() ? "400" : seen.length() == most ? "413" : null);
    }

    private static String shown(String text) {
        return text.length() > 40 ? "<" + text.length() + ">" : text;
    }
}
