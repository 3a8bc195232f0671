package dev.rondo.stream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of a PEM file (RFC 7468), which may hold several of all kinds, in any order and with text
 * between them: HAProxy and asyncio's {@code load_cert_chain(file)} keep a key and its certificates
 * together.
 *
 * @param label what it is: "CERTIFICATE", "PRIVATE KEY"
 * @param body what stands between its first and last line
 */
record Pem(String label, String body) {
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----");

    /**
     * Returns the blocks of a file; none if it is in another format.
     *
     * @throws IllegalArgumentException if a block does not end
     */
    static List<Pem> read(Path file) throws IOException {
        String text =
                Files.readString(file, StandardCharsets.ISO_8859_1); // comments in any charset
        List<Pem> blocks = new ArrayList<>();
        Matcher begin = BEGIN.matcher(text);
        for (int at = 0; begin.find(at); ) {
            String label = begin.group(1);
            int end = text.indexOf("-----END " + label + "-----", begin.end());
            int other = text.indexOf("-----BEGIN ", begin.end());
            if (end < 0 || (other >= 0 && other < end)) {
                throw new IllegalArgumentException(
                        "The " + label + " in " + file + " has no end: the file was cut");
            }
            blocks.add(new Pem(label, text.substring(begin.end(), end)));
            at = end;
        }
        return blocks;
    }

    boolean isPrivateKey() {
        return label.endsWith("PRIVATE KEY");
    }

    /** Whether the JDK's factory of certificates takes it. */
    boolean isCertificate() {
        return switch (label) {
            case "CERTIFICATE", "X509 CERTIFICATE", "PKCS7" -> true;
            default -> false;
        };
    }

    String text() {
        return "-----BEGIN " + label + "-----" + body + "-----END " + label + "-----\n";
    }
}
