package dev.rondo.postgres;

import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.FrontendWriter;
import dev.rondo.postgres.wire.RowBatch;
import dev.rondo.postgres.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Whether a server is one that will do: by what it reports as a session begins, from version 14 on;
 * by asking, before that and behind poolers.
 */
final class TargetCheck {
    private final Link link;

    TargetCheck(Link link) {
        this.link = link;
    }

    /**
     * Returns what the server is instead, empty if it will do. Suspends if it has to ask.
     *
     * @throws ServerException if the server does not answer that
     * @throws ProtocolException if it ends the connection
     */
    Optional<String> mismatch(TargetSessionAttrs wanted) {
        return switch (wanted) {
            case ANY -> Optional.empty();
            case READ_WRITE -> isReadOnly() ? Optional.of("is read-only") : Optional.empty();
            case READ_ONLY -> isReadOnly() ? Optional.empty() : Optional.of("is not read-only");
            case PRIMARY -> isStandby() ? Optional.of("is a standby") : Optional.empty();
            case STANDBY, PREFER_STANDBY ->
                    isStandby() ? Optional.empty() : Optional.of("is not a standby");
        };
    }

    private boolean isReadOnly() {
        String standby = link.parameters().get("in_hot_standby");
        String usual = link.parameters().get("default_transaction_read_only");
        if (standby == null || usual == null) {
            return ask("SHOW transaction_read_only").equals("on");
        }
        return standby.equals("on") || usual.equals("on");
    }

    private boolean isStandby() {
        String standby = link.parameters().get("in_hot_standby");
        return standby == null
                ? ask("SELECT pg_catalog.pg_is_in_recovery()").equals("t")
                : standby.equals("on");
    }

    /** Returns the one value that a query has. */
    private String ask(String sql) {
        ByteWriter out = new ByteWriter();
        new FrontendWriter(out).query(sql);
        link.stream().write(out.buffers());
        String value = "";
        while (true) {
            BackendMessage message = link.messages().next(link.reader().buffer());
            switch (message) {
                case null -> {
                    if (!link.reader().fill()) {
                        throw new ProtocolException(
                                "the server closed the connection when asked: " + sql, null);
                    }
                }
                case RowBatch rows -> value = first(rows, sql);
                case BackendMessage.ParameterStatus status ->
                        link.parameters().put(status.name(), status.value());
                case BackendMessage.NoticeResponse notice ->
                        link.notices().add(Notice.of(notice.fields()));
                case BackendMessage.ErrorResponse error ->
                        throw ServerErrors.of(Notice.of(error.fields()), sql);
                case BackendMessage.ReadyForQuery _ -> {
                    return value;
                }
                case BackendMessage _ -> {}
            }
        }
    }

    private static String first(RowBatch rows, String sql) {
        if (rows.rows() == 0 || rows.columns() == 0 || rows.length(0, 0) < 0) {
            throw new ProtocolException("There is no value in the answer to " + sql, null);
        }
        return new String(
                rows.bytes(), rows.offset(0, 0), rows.length(0, 0), StandardCharsets.UTF_8);
    }

    /** Says goodbye to a server that will not do, and closes. */
    void leave() {
        ByteWriter out = new ByteWriter();
        new FrontendWriter(out).terminate();
        try {
            link.stream().write(out.buffers());
        } catch (WireException | dev.rondo.stream.StreamException e) {
            // It has left before.
        } finally {
            link.stream().close();
        }
    }
}
