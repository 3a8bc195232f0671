package dev.rondo.postgres.wire;

import java.util.List;

/**
 * A message of the server: protocol 3.0's, but rows, which come as {@link RowBatch}es. The answer
 * to SSLRequest is no message: it is one byte.
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public sealed interface BackendMessage
        permits Authentication,
                RowBatch,
                BackendMessage.BackendKeyData,
                BackendMessage.ParameterStatus,
                BackendMessage.NegotiateProtocolVersion,
                BackendMessage.ReadyForQuery,
                BackendMessage.RowDescription,
                BackendMessage.ParameterDescription,
                BackendMessage.CommandComplete,
                BackendMessage.Plain,
                BackendMessage.ErrorResponse,
                BackendMessage.NoticeResponse,
                BackendMessage.NotificationResponse,
                BackendMessage.CopyResponse,
                BackendMessage.CopyData {

    /** The messages that say only that they came. */
    enum Plain implements BackendMessage {
        /** A statement is parsed. */
        PARSE_COMPLETE,
        /** A portal is bound. */
        BIND_COMPLETE,
        /** A statement or portal is closed, or was none. */
        CLOSE_COMPLETE,
        /** What was to be described has no rows. */
        NO_DATA,
        /** Execute's limit of rows is reached, and the portal goes on at the next. */
        PORTAL_SUSPENDED,
        /** The statement was empty: instead of {@link CommandComplete}. */
        EMPTY_QUERY,
        /** COPY's data is complete. */
        COPY_DONE
    }

    /**
     * What cancels a query of this connection.
     *
     * @param processId names the session
     * @param secret four bytes (up to 256 from protocol 3.2 on)
     */
    record BackendKeyData(int processId, byte[] secret) implements BackendMessage {
        /** Returns no secret. */
        @Override
        public String toString() {
            return "BackendKeyData[processId=" + processId + "]";
        }
    }

    /** A setting as it is from now on. */
    record ParameterStatus(String name, String value) implements BackendMessage {}

    /**
     * The server speaks an older version of the protocol than was asked for, or does not know some
     * options of it.
     *
     * @param version the newest that it speaks: the minor one, or both as in the startup
     * @param options those that it does not know
     */
    record NegotiateProtocolVersion(int version, List<String> options) implements BackendMessage {
        public NegotiateProtocolVersion {
            options = List.copyOf(options);
        }
    }

    /** The server waits for the next query, and says how its transaction stands. */
    enum ReadyForQuery implements BackendMessage {
        /** In no transaction. */
        IDLE('I'),
        /** In a transaction. */
        IN_TRANSACTION('T'),
        /** In a transaction that has failed: only a rollback helps. */
        FAILED('E');

        private final char letter;

        ReadyForQuery(char letter) {
            this.letter = letter;
        }

        /** Returns {@code I}, {@code T} or {@code E}. */
        public char letter() {
            return letter;
        }
    }

    /** The columns of the rows to come. */
    record RowDescription(List<ColumnDescription> columns) implements BackendMessage {
        public RowDescription {
            columns = List.copyOf(columns);
        }
    }

    /**
     * The parameters of a statement.
     *
     * @param types their types' object identifiers, unsigned
     */
    record ParameterDescription(int[] types) implements BackendMessage {}

    /**
     * A statement is done.
     *
     * @param tag such as {@code INSERT 0 1}
     */
    record CommandComplete(String tag) implements BackendMessage {
        /** Returns the number of rows at the tag's end, or -1 if it tells none. */
        public long rows() {
            return CommandTag.rows(tag);
        }
    }

    /** A statement or the session has failed. */
    record ErrorResponse(ReportFields fields) implements BackendMessage {}

    /** The server has something to tell. May come at any time. */
    record NoticeResponse(ReportFields fields) implements BackendMessage {}

    /**
     * Somebody called NOTIFY. May come at any time.
     *
     * @param processId whose session
     */
    record NotificationResponse(int processId, String channel, String payload)
            implements BackendMessage {}

    /**
     * COPY begins.
     *
     * @param direction where the data goes
     * @param binary whether it is in the binary format
     * @param columnFormats one a column: 0 text, 1 binary
     */
    record CopyResponse(CopyDirection direction, boolean binary, int[] columnFormats)
            implements BackendMessage {
        /** Returns how many columns there are. */
        public int columns() {
            return columnFormats.length;
        }
    }

    /** Where COPY's data goes. */
    enum CopyDirection {
        /** To the server. */
        IN,
        /** To the client. */
        OUT,
        /** Both ways: replication. */
        BOTH
    }

    /**
     * COPY's data as it has come, a copy: a run of messages, or a part of a large one. Where one
     * message ends and the next begins is not told; COPY's formats do not need it.
     */
    record CopyData(byte[] bytes) implements BackendMessage {}
}
