package dev.rondo.http.client;

import dev.rondo.http.Url;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A challenge of Digest that can be answered (RFC 7616, section 3.4). */
final class Digest {
    private static final List<String> BEST_FIRST = List.of("sha-512-256", "sha-256", "md5");

    private final Challenge challenge;
    private final String algorithm; // in lower case, without -sess
    private final boolean session;
    private final boolean hasQop;

    private Digest(Challenge challenge, String algorithm, boolean session, boolean hasQop) {
        this.challenge = challenge;
        this.algorithm = algorithm;
        this.session = session;
        this.hasQop = hasQop;
    }

    /** Returns the best of the challenges that can be answered; null if there is none. */
    static @Nullable Digest best(List<Challenge> challenges) {
        Digest best = null;
        for (Challenge challenge : challenges) {
            Digest digest = of(challenge);
            if (digest != null && (best == null || digest.rank() < best.rank())) {
                best = digest;
            }
        }
        return best;
    }

    private int rank() {
        return BEST_FIRST.indexOf(algorithm);
    }

    private static @Nullable Digest of(Challenge challenge) {
        if (!challenge.scheme().equals("digest") || challenge.get("nonce").isEmpty()) {
            return null;
        }
        String said = challenge.get("algorithm").toLowerCase(Locale.ROOT);
        boolean session = said.endsWith("-sess");
        String name = session ? said.substring(0, said.length() - 5) : said;
        String algorithm = name.isEmpty() ? "md5" : name;
        String qop = challenge.get("qop").toLowerCase(Locale.ROOT);
        boolean auth = Arrays.asList(qop.split("[,\\s]+")).contains("auth");
        return BEST_FIRST.contains(algorithm) && (qop.isEmpty() || auth)
                ? new Digest(challenge, algorithm, session, auth)
                : null;
    }

    /** Returns whether this is worth another attempt after one for another challenge. */
    boolean replaces(Digest used) {
        return challenge.get("stale").equalsIgnoreCase("true")
                || !challenge.get("realm").equals(used.challenge.get("realm"))
                || !challenge.get("nonce").equals(used.challenge.get("nonce"));
    }

    String authorization(
            String user, String password, String method, String target, int use, String cnonce) {
        String realm = challenge.get("realm");
        String nonce = challenge.get("nonce");
        String count = "%08x".formatted(use);
        String secret = hash(user + ":" + realm + ":" + password);
        if (session) {
            secret = hash(secret + ":" + nonce + ":" + cnonce);
        }
        String what = hash(method + ":" + target);
        String response =
                hasQop
                        ? hash(
                                String.join(
                                        ":", secret, nonce, count, cnonce, "auth", what))
                        : hash(secret + ":" + nonce + ":" + what);
        StringBuilder value = new StringBuilder("Digest ");
        user(value, user, realm);
        value.append(", realm=").append(quoted(realm));
        value.append(", nonce=").append(quoted(nonce));
        value.append(", uri=").append(quoted(target));
        value.append(", response=\"").append(response).append('"');
        if (!challenge.get("algorithm").isEmpty()) {
            value.append(", algorithm=").append(challenge.get("algorithm"));
        }
        if (!challenge.get("opaque").isEmpty()) {
            value.append(", opaque=").append(quoted(challenge.get("opaque")));
        }
        if (hasQop) {
            value.append(", qop=auth, nc=").append(count);
        }
        if (hasQop || session) {
            value.append(", cnonce=").append(quoted(cnonce));
        }
        return value.toString();
    }

    private void user(StringBuilder value, String user, String realm) {
        if (challenge.get("userhash").equalsIgnoreCase("true")) {
            value.append("username=").append(quoted(hash(user + ":" + realm)));
            value.append(", userhash=true");
        } else if (user.chars().allMatch(c -> c < 128)) {
            value.append("username=").append(quoted(user));
        } else {
            value.append("username*=UTF-8''").append(Url.encodeSegment(user));
        }
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private String hash(String text) {
        String name =
                switch (algorithm) {
                    case "sha-512-256" -> "SHA-512/256";
                    case "sha-256" -> "SHA-256";
                    default -> "MD5";
                };
        try {
            byte[] digest =
                    MessageDigest.getInstance(name).digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
