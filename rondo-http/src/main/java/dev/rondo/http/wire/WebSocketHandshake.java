package dev.rondo.http.wire;

import dev.rondo.http.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The fields that open a WebSocket, made and checked (RFC 6455, section 4). */
public final class WebSocketHandshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // section 1.3
    private static final int KEY_BYTES = 16;
    private static final int SHOWN = 40; // characters of a peer's text in a message
    private static final String KEY = "Sec-WebSocket-Key";
    private static final String ACCEPT = "Sec-WebSocket-Accept";
    private static final String VERSION = "Sec-WebSocket-Version";
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";

    private WebSocketHandshake() {}

    // ---- Keys

    /** Returns a new key: 16 random bytes in Base64. */
    public static String newKey(RandomGenerator random) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Returns what a server answers to a key. */
    public static String acceptFor(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] digest = sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every JDK has SHA-1", e);
        }
    }

    private static boolean isKey(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return bytes.length == KEY_BYTES
                    && Base64.getEncoder().encodeToString(bytes).equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    // ---- Client

    /** Returns the fields of a client's request, but {@code Host} and {@code Origin}. */
    public static Headers request(
            String key, List<String> subprotocols, Optional<DeflateTerms> deflate) {
        Headers request =
                Headers.of(
                        "Upgrade", "websocket", "Connection", "Upgrade", KEY, key, VERSION, "13");
        if (!subprotocols.isEmpty()) {
            request = request.plus(PROTOCOL, String.join(", ", subprotocols));
        }
        return deflate.isEmpty()
                ? request
                : request.plus(EXTENSIONS, DeflateNegotiation.offer(deflate.get()));
    }

    /**
     * Checks the answer to such a request.
     *
     * @throws HandshakeException if it is not what was asked for
     */
    public static void check(
            String key,
            List<String> subprotocols,
            Optional<DeflateTerms> deflate,
            int status,
            Headers answer) {
        if (status != 101) {
            throw new HandshakeException(
                    status, "The server did not switch to WebSocket, but answered " + status);
        }
        checkUpgrade(status, answer);
        Optional<String> accept = single(status, answer, ACCEPT);
        if (!accept.equals(Optional.of(acceptFor(key)))) {
            throw new HandshakeException(
                    status, ACCEPT + " is not the answer to the key: " + shown(accept.orElse("")));
        }
        subprotocol(answer, subprotocols);
        if (agreed(answer).isPresent() && deflate.isEmpty()) {
            throw new HandshakeException(
                    status, "The answer has an extension that was not asked for");
        }
    }

    private static void subprotocol(Headers answer, List<String> offered) {
        Optional<String> chosen = single(101, answer, PROTOCOL);
        if (chosen.isPresent() && !offered.contains(chosen.get())) {
            throw new HandshakeException(
                    101,
                    "The server chose a subprotocol that was not offered: " + shown(chosen.get()));
        }
    }

    // ---- What was agreed on

    /** Returns the subprotocol that an answer names. */
    public static Optional<String> subprotocol(Headers answer) {
        return single(101, answer, PROTOCOL);
    }

    /**
     * Returns how messages are compressed after an answer; empty if they are not.
     *
     * @throws HandshakeException if the answer has another extension, or one twice
     */
    public static Optional<DeflateTerms> agreed(Headers answer) {
        Optional<String> field = answer.joined(EXTENSIONS);
        if (field.isEmpty()) {
            return Optional.empty();
        }
        try {
            List<WebSocketExtension> extensions = WebSocketExtension.parse(field.get());
            if (extensions.size() > 1) {
                throw new IllegalArgumentException(
                        "The answer has several extensions: " + shown(field.get()));
            }
            return Optional.of(DeflateNegotiation.agreed(extensions.get(0)));
        } catch (IllegalArgumentException e) {
            throw new HandshakeException(101, String.valueOf(e.getMessage()));
        }
    }

    // ---- Server

    /** Returns whether a request's {@code Upgrade} names WebSocket. */
    public static boolean isRequested(Headers request) {
        return hasToken(request, "Upgrade", "websocket");
    }

    /**
     * Checks a request and returns the fields of the answer.
     *
     * @param origins whose pages may connect; none for the server's own, {@code *} for all
     * @throws HandshakeException if it cannot be taken
     */
    public static Headers answer(
            String method,
            Headers request,
            List<String> subprotocols,
            List<String> origins,
            Optional<DeflateTerms> deflate) {
        if (!method.equals("GET")) {
            throw new HandshakeException(
                    405,
                    "A WebSocket is opened by GET, not by " + shown(method),
                    Headers.of("Allow", "GET"));
        }
        checkUpgrade(400, request);
        checkVersion(request);
        String key = single(400, request, KEY).orElse("");
        if (!isKey(key)) {
            throw new HandshakeException(400, KEY + " is not 16 bytes in Base64: " + shown(key));
        }
        checkOrigin(request, origins);
        Headers answer =
                Headers.of("Upgrade", "websocket", "Connection", "Upgrade", ACCEPT, acceptFor(key));
        Optional<String> chosen = choose(request, subprotocols);
        if (chosen.isPresent()) {
            answer = answer.plus(PROTOCOL, chosen.get());
        }
        Optional<String> extension = extension(request, deflate);
        return extension.isEmpty() ? answer : answer.plus(EXTENSIONS, extension.get());
    }

    private static void checkVersion(Headers request) {
        Optional<String> version = single(400, request, VERSION);
        if (!version.equals(Optional.of("13"))) {
            throw new HandshakeException(
                    426,
                    "Only version 13 of WebSocket is known, not " + shown(version.orElse("")),
                    Headers.of(VERSION, "13"));
        }
    }

    /**
     * Browsers let every page connect to every server, with the user's cookies, and tell whose page
     * it is (section 10.2).
     */
    private static void checkOrigin(Headers request, List<String> origins) {
        Optional<String> origin = single(400, request, "Origin");
        if (origin.isEmpty() || origins.contains("*")) {
            return;
        }
        String host = single(400, request, "Host").orElse("");
        boolean allowed =
                origins.isEmpty()
                        ? isSameHost(origin.get(), host)
                        : origins.stream().anyMatch(origin.get()::equalsIgnoreCase);
        if (!allowed) {
            throw new HandshakeException(403, "A page of another origin: " + shown(origin.get()));
        }
    }

    /** A default port may be told or left out. */
    private static boolean isSameHost(String origin, String host) {
        String of = origin.toLowerCase(Locale.ROOT);
        String to = host.toLowerCase(Locale.ROOT);
        return !to.isEmpty()
                && (of.equals("http://" + to)
                        || of.equals("https://" + to)
                        || (of + ":80").equals("http://" + to)
                        || (of + ":443").equals("https://" + to));
    }

    /** The client's order counts among those that the server can. */
    private static Optional<String> choose(Headers request, List<String> known) {
        Optional<String> offered = request.joined(PROTOCOL);
        if (offered.isEmpty()) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        for (String name : offered.get().split(",", -1)) {
            names.add(name.strip());
        }
        try {
            checkSubprotocols(names);
        } catch (IllegalArgumentException e) {
            throw new HandshakeException(400, PROTOCOL + " is malformed: " + shown(offered.get()));
        }
        return names.stream().filter(known::contains).findFirst();
    }

    private static Optional<String> extension(Headers request, Optional<DeflateTerms> deflate) {
        Optional<String> offers = request.joined(EXTENSIONS);
        if (offers.isEmpty()) {
            return Optional.empty();
        }
        try {
            List<WebSocketExtension> parsed = WebSocketExtension.parse(offers.get());
            return deflate.flatMap(wanted -> DeflateNegotiation.answer(parsed, wanted));
        } catch (IllegalArgumentException e) {
            throw new HandshakeException(400, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Checks names of subprotocols.
     *
     * @throws IllegalArgumentException if one is no token or is there twice
     */
    public static void checkSubprotocols(List<String> names) {
        Set<String> seen = new LinkedHashSet<>();
        for (String name : names) {
            if (!WebSocketExtension.isToken(name) || !seen.add(name)) {
                throw new IllegalArgumentException(
                        "No name of a subprotocol, or there twice: " + shown(name));
            }
        }
    }

    // ---- Fields

    private static void checkUpgrade(int status, Headers headers) {
        if (!hasToken(headers, "Upgrade", "websocket")
                || !hasToken(headers, "Connection", "upgrade")) {
            throw new HandshakeException(
                    status, "Upgrade: websocket and Connection: Upgrade are not both there");
        }
    }

    private static boolean hasToken(Headers headers, String name, String token) {
        for (String part : headers.joined(name).orElse("").split(",", -1)) {
            if (part.strip().equalsIgnoreCase(token)) {
                return true;
            }
        }
        return false;
    }

    private static Optional<String> single(int status, Headers headers, String name) {
        int first = headers.indexOf(name, 0);
        if (first >= 0 && headers.indexOf(name, first + 1) >= 0) {
            throw new HandshakeException(status, name + " is there twice");
        }
        return headers.first(name);
    }

    /** Returns text of a peer for a message: its begin, with what does not print as an escape. */
    public static String shown(String text) {
        StringBuilder shown = new StringBuilder("\"");
        for (int i = 0; i < Math.min(text.length(), SHOWN); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 127) {
                shown.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
            } else {
                shown.append(c);
            }
        }
        return shown.append(text.length() > SHOWN ? "...\"" : "\"").toString();
    }
}
