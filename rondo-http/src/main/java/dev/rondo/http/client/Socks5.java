package dev.rondo.http.client;

import dev.rondo.bytes.ByteWriter;
import dev.rondo.http.client.ClientConnectException.Reason;
import dev.rondo.stream.Connection;
import dev.rondo.stream.StreamReader;
import java.nio.charset.StandardCharsets;

/** SOCKS 5 (RFC 1928) with or without a user (RFC 1929). The proxy looks names up. */
final class Socks5 {
    private static final int VERSION = 5;
    private static final int CONNECT = 1;
    private static final int NO_AUTH = 0;
    private static final int USER = 2;
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;
    private static final int LONGEST = 255; // of a name, a user or a password

    private Socks5() {}

    static void open(Connection connection, Proxy proxy, String host, int port) {
        StreamReader in = connection.reader();
        boolean hasUser = proxy.url().user().isPresent();
        ByteWriter out = new ByteWriter();
        out.put(VERSION).put(hasUser ? 2 : 1).put(NO_AUTH);
        if (hasUser) {
            out.put(USER);
        }
        send(connection, out);
        byte[] choice = in.readExactly(2);
        check(choice[0] == VERSION, "the proxy does not speak SOCKS 5");
        switch (choice[1]) {
            case NO_AUTH -> {}
            case USER -> {
                check(hasUser, "the SOCKS proxy wants a user");
                authorize(connection, proxy);
            }
            default -> throw refused("the SOCKS proxy takes none of the ways to authorize");
        }
        out.put(VERSION).put(CONNECT).put(0).put(NAME);
        text(out, host, "the host");
        out.putShort(port);
        send(connection, out);
        readAnswer(in);
    }

    private static void authorize(Connection connection, Proxy proxy) {
        ByteWriter out = new ByteWriter();
        out.put(1);
        text(out, proxy.url().user().orElse(""), "the user's name");
        text(out, proxy.url().password().orElse(""), "the password");
        send(connection, out);
        check(connection.reader().readExactly(2)[1] == 0, "the SOCKS proxy refused the user");
    }

    private static void text(ByteWriter out, String text, String what) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        check(bytes.length <= LONGEST, what + " is too long for SOCKS 5");
        out.put(bytes.length).put(bytes);
    }

    private static void send(Connection connection, ByteWriter out) {
        connection.stream().write(out.buffers());
        out.clear();
    }

    private static void readAnswer(StreamReader in) {
        byte[] answer = in.readExactly(4);
        check(answer[0] == VERSION, "the proxy does not speak SOCKS 5");
        check(answer[1] == 0, "the SOCKS proxy could not connect: " + reason(answer[1]));
        int length =
                switch (answer[3]) {
                    case IPV4 -> 4;
                    case IPV6 -> 16;
                    case NAME -> in.readExactly(1)[0] & 0xff;
                    default -> throw refused("the SOCKS proxy answered what it must not");
                };
        in.readExactly(length + 2); // what it is bound to, which nobody needs
    }

    private static String reason(int code) {
        return switch (code) {
            case 2 -> "its rules forbid it";
            case 3 -> "the network is unreachable";
            case 4 -> "the host is unreachable";
            case 5 -> "nobody listens there";
            case 6 -> "it took too long";
            case 7 -> "it cannot do this";
            case 8 -> "it does not know such addresses";
            default -> "it failed";
        };
    }

    private static void check(boolean condition, String message) {
        if (!condition) {
            throw refused(message);
        }
    }

    private static Connector.Refusal refused(String message) {
        return new Connector.Refusal(Reason.PROXY, message, null);
    }
}
