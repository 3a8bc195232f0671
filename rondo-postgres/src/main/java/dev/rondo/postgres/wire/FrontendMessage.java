package dev.rondo.postgres.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** A message of a client, as a server gets it. */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public sealed interface FrontendMessage {

    /** The messages that say only that they came. */
    enum Plain implements FrontendMessage {
        /** May the connection be encrypted? One byte answers. */
        SSL_REQUEST,
        /** May it be by GSSAPI? One byte answers. */
        GSS_ENCRYPTION_REQUEST,
        /** Send what is answered so far. */
        FLUSH,
        /** The end of an implicit transaction, and of skipping after an error. */
        SYNC,
        /** COPY's data is complete. */
        COPY_DONE,
        /** The client goes. */
        TERMINATE
    }

    /**
     * The first message of a session.
     *
     * @param version the major one in the upper 16 bits
     * @param parameters in the client's order
     */
    record Startup(int version, SequencedMap<String, String> parameters)
            implements FrontendMessage {
        public Startup {
            parameters = Collections.unmodifiableSequencedMap(parameters);
        }
    }

    /** The only message of its connection: the statement of another one shall stop. */
    record CancelRequest(int processId, byte[] secret) implements FrontendMessage {}

    /**
     * An answer to what the server wants of a client that comes in: what it is depends on that.
     *
     * @param data all of it
     */
    record PasswordReply(byte[] data) implements FrontendMessage {
        /**
         * Returns it as a password: as it is, or hashed.
         *
         * @throws WireException if it is none
         */
        public String password() {
            return PasswordData.password(data);
        }

        /**
         * Returns it as the first message of SASL.
         *
         * @throws WireException if it is none
         */
        public SaslStart saslStart() {
            return PasswordData.saslStart(data);
        }

        /** Returns nothing of it. */
        @Override
        public String toString() {
            return "PasswordReply[]";
        }
    }

    /**
     * The first message of SASL; no message of its own.
     *
     * @param mechanism which the client chose
     * @param data the mechanism's first message
     */
    record SaslStart(String mechanism, byte[] data) {}

    /** Statements of the simple protocol. */
    record Query(String sql) implements FrontendMessage {}

    /**
     * A statement to be prepared.
     *
     * @param types of its parameters, as object identifiers; 0: not told
     */
    record Parse(String name, String sql, int[] types) implements FrontendMessage {}

    /**
     * A portal to be made of a statement and values.
     *
     * @param formats of the values: none, one for all, or one each; 0 text, 1 binary
     * @param values null: NULL
     * @param resultFormats of the columns, likewise
     */
    record Bind(
            String portal,
            String statement,
            int[] formats,
            List<byte @Nullable []> values,
            int[] resultFormats)
            implements FrontendMessage {
        public Bind {
            values = Collections.unmodifiableList(new ArrayList<>(values)); // some are null
        }

        /** Returns the format of a value. */
        public int format(int index) {
            return formatOf(formats, index);
        }

        /** Returns the format of a column of the result. */
        public int resultFormat(int index) {
            return formatOf(resultFormats, index);
        }

        private static int formatOf(int[] formats, int index) {
            return formats.length == 0 ? 0 : formats[formats.length == 1 ? 0 : index];
        }
    }

    /** What Describe and Close are about. */
    enum Kind {
        /** A prepared statement. */
        STATEMENT,
        /** A portal. */
        PORTAL
    }

    /** A statement or portal to be described. */
    record Describe(Kind kind, String name) implements FrontendMessage {}

    /**
     * A portal to be run.
     *
     * @param maxRows 0: no limit
     */
    record Execute(String portal, int maxRows) implements FrontendMessage {}

    /** A statement or portal to be closed. */
    record Close(Kind kind, String name) implements FrontendMessage {}

    /** A part of COPY's data. */
    record CopyData(byte[] bytes) implements FrontendMessage {}

    /** COPY shall fail. */
    record CopyFail(String reason) implements FrontendMessage {}
}
