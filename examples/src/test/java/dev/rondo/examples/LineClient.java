package dev.rondo.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A blocking socket of the JDK that speaks lines: nothing of Rondo is on this side. */
final class LineClient implements AutoCloseable {
    private static final int LONGEST_MILLIS = 30_000; // no read of a test hangs

    private final Socket socket;
    private final BufferedReader in;

    LineClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(LONGEST_MILLIS);
        in =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    static LineClient to(int port) throws IOException {
        return new LineClient(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Connects with the smallest buffer for what it receives. */
    static LineClient withSmallBuffer(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new LineClient(socket);
    }

    void send(String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the next line, or null at the end. */
    String next() throws IOException {
        return in.readLine();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
