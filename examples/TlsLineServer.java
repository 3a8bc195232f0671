// Answers each line in capitals, over TLS. A failed handshake ends its own connection alone.
// Arguments: port, certificates and private key as PEM files; without files it makes a certificate
// for localhost, good for ten days.
// Prints where it listens and the command of a client; Ctrl-C ends it.
import static dev.rondo.Rondo.*;
import static dev.rondo.net.Net.*;

import dev.rondo.stream.*;
import java.security.KeyStore;

void serve(Connection connection) {
    try {
        for (String line : connection.reader().lines()) {
            connection.writer().write(line.toUpperCase(Locale.ROOT) + "\n");
        }
    } catch (StreamException e) {
        IO.println(e.getMessage()); // a broken connection, a line of 64 KiB
    }
}

/** Makes certificate.pem and key.pem in a folder that only this user reads. */
Path makeKeys() throws Exception {
    Path folder = Files.createTempDirectory("tls");
    Path store = folder.resolve("keys.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String options =
            "-genkeypair -keyalg EC -groupname secp256r1 -alias key -validity 10 -dname"
                    + " CN=localhost -ext san=dns:localhost,ip:127.0.0.1 -storepass unused -keystore";
    List<String> command = new ArrayList<>(List.of(keytool));
    command.addAll(List.of(options.split(" ")));
    command.add(store.toString());
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
        throw new IllegalStateException("keytool failed");
    }
    KeyStore keys = KeyStore.getInstance(store.toFile(), "unused".toCharArray());
    byte[] key = keys.getKey("key", "unused".toCharArray()).getEncoded();
    writePem(
            folder.resolve("certificate.pem"),
            "CERTIFICATE",
            keys.getCertificate("key").getEncoded());
    writePem(folder.resolve("key.pem"), "PRIVATE KEY", key);
    for (String made : List.of("", "keys.p12", "certificate.pem", "key.pem")) {
        folder.resolve(made).toFile().deleteOnExit(); // the last one first
    }
    return folder;
}

void writePem(Path file, String kind, byte[] content) throws IOException {
    String text = Base64.getMimeEncoder().encodeToString(content);
    Files.writeString(
            file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, text));
}

void main(String[] args) throws Exception {
    int port = args.length < 1 ? 8891 : Integer.parseInt(args[0]);
    Path made = args.length < 3 ? makeKeys() : Path.of("");
    Path certificates = args.length < 3 ? made.resolve("certificate.pem") : Path.of(args[1]);
    Path key = args.length < 3 ? made.resolve("key.pem") : Path.of(args[2]);
    TlsOptions options =
            TlsOptions.server(TlsKeys.fromPem(certificates, key))
                    .withHandshakeTimeout(Duration.ofSeconds(5));
    run(() -> {
        Server server = startServer("127.0.0.1", port, options, this::serve);
        IO.println(
                "Try: openssl s_client -quiet -verify_return_error -CAfile "
                        + certificates
                        + " -connect localhost:"
                        + server.port());
        IO.println("Serving on " + server.addresses().getFirst());
        server.serveForever();
    });
}
