package dev.rondo.postgres.auth;

/** What is sent to a server that asks who one is. */
public sealed interface Answer {
    /** Nothing: the server goes on by itself. */
    record Nothing() implements Answer {
        static final Nothing INSTANCE = new Nothing();
    }

    /**
     * PasswordMessage.
     *
     * @param password as it is, or its hash
     */
    record Password(String password) implements Answer {
        /** Shows nothing. */
        @Override
        public String toString() {
            return "Password[***]";
        }
    }

    /**
     * SASLInitialResponse.
     *
     * @param mechanism the chosen one
     * @param data its first message
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record SaslFirst(String mechanism, byte[] data) implements Answer {}

    /**
     * SASLResponse.
     *
     * @param data the mechanism's next message
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record SaslNext(byte[] data) implements Answer {}
}
