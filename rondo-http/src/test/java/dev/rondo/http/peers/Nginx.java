package dev.rondo.http.peers;

import dev.rondo.Rondo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** nginx as one process in the foreground, which serves what a text says. */
final class Nginx implements AutoCloseable {
    private final Program program;
    private final int port;

    private Nginx(Program program, int port) {
        this.program = program;
        this.port = port;
    }

    /**
     * Starts it, and returns when it listens.
     *
     * @param folder its own, for files
     * @param http what is in its block {@code http}; {@code PORT} stands for the port, which the
     *     system chose, and {@code FOLDER} for the folder
     */
    static Nginx start(Path folder, String http) throws Exception {
        String nginx = Installed.nginx();
        int port = Rondo.toThread(Nginx::freePort);
        StringBuilder text = new StringBuilder();
        text.append("daemon off; master_process off; pid nginx.pid;\n");
        text.append("events { worker_connections 512; }\nhttp {\naccess_log off;\n");
        for (String kind : new String[] {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
            text.append(kind + "_temp_path " + kind + ";\n");
        }
        text.append(http.replace("PORT", "" + port).replace("FOLDER", "" + folder) + "}\n");
        Path configuration = folder.resolve("nginx.conf");
        Rondo.toThread(() -> Files.writeString(configuration, text));
        Program program =
                Program.startMerged(
                        nginx,
                        "-p",
                        folder.toString(),
                        "-c",
                        configuration.toString(),
                        "-g",
                        "error_log stderr notice;");
        try {
            program.find("using the \"\\w+\" event method"); // it listens before it says so
        } catch (Throwable e) {
            program.close();
            throw e;
        }
        return new Nginx(program, port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Returns the URL of a path. */
    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        program.close();
    }
}
