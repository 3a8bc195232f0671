package dev.rondo.http.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of {@code *-cases.txt}: what a peer sends, and what is read of it.
 *
 * @param id of a list that is kept elsewhere, or the source in short
 * @param method of the request, if the input is a response
 * @param input bytes
 * @param peerEnds whether the peer ends after them
 * @param expected in the words of {@link Conversation}
 */
record WireCase(String id, String method, byte[] input, boolean peerEnds, String expected) {
    private static final Pattern REPEATED = Pattern.compile("\\{([^{}]*)\\*(\\d+)}");
    private static final String FIN = "<FIN>";

    /** Reads a resource of this package: two lines a case, and comments that begin with #. */
    static List<WireCase> load(String resource) {
        List<WireCase> cases = new ArrayList<>();
        try (InputStream in = WireCase.class.getResourceAsStream(resource)) {
            String[] lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n");
            for (int i = 0; i < lines.length; i++) {
                if (!lines[i].isBlank() && !lines[i].startsWith("#")) {
                    String[] parts = lines[i].split(" \\| ", 2);
                    cases.add(of(parts[0].strip(), parts[1], lines[++i].replace("    => ", "")));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }

    /** Splits {@code [METHOD]...} and {@code ...<FIN>}. */
    static WireCase of(String id, String written, String expected) {
        boolean peerEnds = written.endsWith(FIN);
        int from = written.startsWith("[") ? written.indexOf(']') + 1 : 0;
        int to = written.length() - (peerEnds ? FIN.length() : 0);
        String method = from == 0 ? "GET" : written.substring(1, from - 1);
        return new WireCase(id, method, bytes(written.substring(from, to)), peerEnds, expected);
    }

    /** Reads {@code \r \n \t \\ \xNN} and {@code {text*times}}. */
    static byte[] bytes(String written) {
        String text = written;
        for (Matcher found = REPEATED.matcher(text); found.find(); found.reset(text)) {
            String all = found.group(1).repeat(Integer.parseInt(found.group(2)));
            text = text.substring(0, found.start()) + all + text.substring(found.end());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.write(c);
                continue;
            }
            char escape = text.charAt(++i);
            switch (escape) {
                case 'r' -> out.write('\r');
                case 'n' -> out.write('\n');
                case 't' -> out.write('\t');
                case 'x' -> {
                    out.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
                    i += 2;
                }
                default -> out.write(escape);
            }
        }
        return out.toByteArray();
    }

    @Override
    public String toString() {
        return id;
    }
}
