package dev.rondo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.stream.TlsKeys;
import java.nio.file.Path;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

class TlsLineServerTest {
    @Test
    void linesComeBackInCapitals() throws Exception {
        try (Running server = Running.example("TlsLineServer", "0")) {
            Path certificates = Path.of(server.find("-CAfile (\\S+)"));
            int port = server.port();
            try (LineClient client = new LineClient(secure(port, certificates))) {
                client.send("hello");
                assertThat(client.next()).isEqualTo("HELLO");
            }
            server.interrupt();
        }
    }

    /** Returns a socket of the JDK that checks the certificate and the name. */
    private static SSLSocket secure(int port, Path certificates) throws Exception {
        SSLSocket socket =
                (SSLSocket)
                        TlsKeys.trusting(certificates)
                                .getSocketFactory()
                                .createSocket("localhost", port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }
}
