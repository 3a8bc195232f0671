package dev.rondo.postgres;

import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.FrontendWriter;
import dev.rondo.postgres.wire.RowBatch;

/**
 * Runs a script of any number of statements by the simple protocol. Of the answers the last status
 * is kept; rows are not.
 */
final class SimpleQuery extends Exchange {
    private String status = "";

    SimpleQuery(Session session, String sql) {
        super(session, sql);
    }

    @Override
    void write(FrontendWriter out) {
        out.query(sql());
        session().statements().unnamedParsed(null); // a simple query ends it on the server
    }

    @Override
    void take(BackendMessage message) {
        switch (message) {
            case BackendMessage.CommandComplete complete -> status = complete.tag();
            case BackendMessage.RowDescription _ -> {}
            case RowBatch _ -> {}
            case BackendMessage.CopyData _ -> {}
            case BackendMessage.CopyResponse copy -> refuse(copy);
            case BackendMessage.Plain plain -> {
                switch (plain) {
                    case EMPTY_QUERY -> status = "";
                    case COPY_DONE -> {}
                    default -> throw unexpected(message);
                }
            }
            default -> throw unexpected(message);
        }
    }

    /** A COPY in a script: nobody is there to give its data. */
    private void refuse(BackendMessage.CopyResponse copy) {
        if (copy.direction() == BackendMessage.CopyDirection.IN) {
            session()
                    .line()
                    .aside(out ->
                            out.copyFail(
                                    "COPY FROM STDIN has no data here; use" + " copyToTable()"));
        }
    }

    String status() {
        return status;
    }
}
