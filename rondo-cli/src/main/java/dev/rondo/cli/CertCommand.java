package dev.rondo.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code rondo cert}: a certificate for development, and its key, as PEM files.
 *
 * <p>Made by the JDK's {@code keytool}, since the JDK has no public API for it, and a library for
 * one certificate is much to ask (decision 21).
 *
 * @param folder where the files go
 * @param names of hosts, or addresses as numbers
 */
record CertCommand(Path folder, List<String> names) {
    static final String USAGE =
            """
            usage: rondo cert [--folder FOLDER] [NAME...]

            Makes cert.pem and key.pem, for development: a certificate of its own authority for
            hosts or addresses; localhost, 127.0.0.1 and ::1 unless given. Nothing is replaced.\
            """;

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9*_.-]+");
    private static final String PASSWORD = "changeit"; // of a store that lives for a second

    static CertCommand parse(List<String> words) {
        Path folder = Path.of("");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--folder") && i + 1 < words.size()) {
                folder = Path.of(words.get(++i));
            } else if (ADDRESS.matcher(word).matches() || isName(word)) {
                names.add(word);
            } else {
                throw Fault.usage("rondo cert: not a name of a host: " + word + "\n" + USAGE);
            }
        }
        return new CertCommand(
                folder, names.isEmpty() ? List.of("localhost", "127.0.0.1", "::1") : names);
    }

    private static boolean isName(String word) {
        return !word.startsWith("-") && NAME.matcher(word).matches();
    }

    void run() {
        Path certificate = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        for (Path file : List.of(certificate, key)) {
            if (Files.exists(file)) {
                throw Fault.failed("rondo cert: " + file + " is there already; move it away");
            }
        }
        try {
            Files.createDirectories(folder.toAbsolutePath());
            Path scratch = Files.createTempDirectory("rondo-cert");
            Path store = scratch.resolve("store.p12");
            try {
                keytool(store);
                write(store, certificate, key);
            } finally {
                Files.deleteIfExists(store);
                Files.delete(scratch);
            }
        } catch (FileAlreadyExistsException e) {
            throw Fault.failed("rondo cert: " + e.getFile() + " is there already");
        } catch (IOException | GeneralSecurityException e) {
            throw Fault.failed("rondo cert: " + e);
        }
        System.out.println(certificate + " and " + key + " are for " + String.join(", ", names));
        System.out.println(
                "Serve with ServeOptions.withTls(Path.of(\""
                        + certificate
                        + "\"), Path.of(\""
                        + key
                        + "\"));");
        System.out.println(
                "curl --cacert " + certificate + " https://" + names.getFirst() + ":PORT/");
    }

    private void keytool(Path store) throws IOException {
        List<String> alternatives = new ArrayList<>();
        for (String name : names) {
            alternatives.add((ADDRESS.matcher(name).matches() ? "ip:" : "dns:") + name);
        }
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "rondo",
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-dname",
                                "CN=Rondo development",
                                "-ext",
                                "san=" + String.join(",", alternatives),
                                "-validity",
                                "90",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                PASSWORD,
                                "-keystore",
                                store.toString())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw Fault.failed("rondo cert: keytool says: " + output.strip());
            }
        } catch (InterruptedException e) {
            process.destroy();
            throw Fault.failed("rondo cert: interrupted");
        }
    }

    private static void write(Path store, Path certificate, Path key)
            throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Files.writeString(
                certificate,
                pem("CERTIFICATE", keys.getCertificate("rondo").getEncoded()),
                StandardOpenOption.CREATE_NEW);
        writeSecret(
                key, pem("PRIVATE KEY", keys.getKey("rondo", PASSWORD.toCharArray()).getEncoded()));
    }

    /** Readable by the user alone from the beginning, where the system knows that. */
    private static void writeSecret(Path file, String text) throws IOException {
        Set<String> views = file.getFileSystem().supportedFileAttributeViews();
        if (views.contains("posix")) {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
        Files.writeString(file, text);
    }

    private static String pem(String what, byte[] encoded) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(
                        what,
                        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded),
                        what);
    }
}
