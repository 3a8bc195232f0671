package dev.rondo.postgres.auth;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What SCRAM makes of a password, a salt and a number of iterations, which is the same for all
 * connections of a user and takes milliseconds on purpose: kept, so that a pool pays once. The
 * passwords are not in it. Any thread.
 */
final class ScramKeys {
    private static final int MOST = 64; // users at a time; more are computed again
    private static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_256;

    /** One for all: it holds what is the same everywhere. */
    static final ScramKeys SHARED = new ScramKeys();

    /**
     * The keys.
     *
     * @param client proves who the client is
     * @param server proves who the server is
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Pair(byte[] client, byte[] server) {
        @Override
        public String toString() {
            return "Pair[***]";
        }
    }

    private final Map<String, Pair> pairs =
            new LinkedHashMap<>(16, 0.75f, true) { // guarded by this
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Pair> eldest) {
                    return size() > MOST;
                }
            };

    /** Returns the keys, computing them if need be: then it takes milliseconds. */
    Pair of(String password, byte[] salt, int iterations) {
        String name = name(password, salt, iterations);
        synchronized (this) {
            Pair kept = pairs.get(name);
            if (kept != null) {
                return kept;
            }
        }
        Pair made = compute(password, salt, iterations);
        synchronized (this) {
            pairs.put(name, made);
        }
        return made;
    }

    private static Pair compute(String password, byte[] salt, int iterations) {
        byte[] salted =
                ScramFunctions.saltedPassword(
                        MECHANISM,
                        StringPreparation.POSTGRESQL_PREPARATION,
                        password.toCharArray(),
                        salt,
                        iterations);
        return new Pair(
                ScramFunctions.clientKey(MECHANISM, salted),
                ScramFunctions.serverKey(MECHANISM, salted));
    }

    private static String name(String password, byte[] salt, int iterations) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            digest.update((iterations + " ").getBytes(StandardCharsets.US_ASCII));
            digest.update(password.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JVM has no SHA-256", e);
        }
    }

    synchronized int size() {
        return pairs.size();
    }
}
