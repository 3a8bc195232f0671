package dev.rondo.postgres.wire;

import dev.rondo.bytes.ByteQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a server's messages out of a queue: of rows and COPY's data as many as have come at once,
 * of the others one. Goes on at every byte, and refuses at the first that is wrong: the verdict
 * does not depend on how the bytes are cut.
 *
 * <pre>
 *   LOGIN --AuthenticationOk--> SESSION
 *   between messages --large row's head--> ROW --all of it came--> between messages
 *   between messages --CopyData's head--> COPY --all of it came--> between messages
 * </pre>
 *
 * <p>The queue has to hold small messages only. A row that is larger than what a read brings is
 * gathered in memory of its own, which grows as its bytes come, and COPY's data is handed over as
 * it comes. Before the client is in, only what belongs there is taken, and little of it.
 *
 * <p>Strings are UTF-8, as every client here asks for. What is not (a server's errors in its own
 * language, before it knows the client's encoding) is read with U+FFFD and refused nowhere.
 *
 * <p>After a {@link WireException} it is of no use any more.
 */
public final class BackendReader {
    private static final int HEAD = 5; // type and length
    private static final int ROW_HEAD = 7; // and the number of columns
    private static final int LARGE_ROW = 32 * 1024; // from here on not in the queue

    private final WireLimits limits;
    private final BackendMessages messages;
    private boolean in; // the client is authenticated

    private byte @Nullable [] row; // what has come of a large one, with its head
    private int rowBytes; // how many
    private int rowLength; // how many it has
    private int copyLeft; // bytes of CopyData to come

    /** Creates one that has read nothing, not even the server's wish for a password. */
    public BackendReader(WireLimits limits) {
        this.limits = limits;
        this.messages = new BackendMessages(limits);
    }

    /** Creates one for what comes after the first ReadyForQuery. */
    public static BackendReader behindLogin(WireLimits limits) {
        BackendReader reader = new BackendReader(limits);
        reader.in = true;
        return reader;
    }

    /**
     * Takes the next message out of a queue; null if its bytes have not all come.
     *
     * @throws WireException if the server broke the protocol or a limit
     */
    public @Nullable BackendMessage next(ByteQueue queue) {
        if (row != null) {
            return gatherRow(row, queue);
        }
        while (!queue.isEmpty()) {
            if (copyLeft > 0) {
                return copyPiece(queue);
            }
            int type = queue.get(0) & 0xff;
            checkType(type, queue);
            if (queue.size() < HEAD) {
                return null;
            }
            int length = queue.getInt(1);
            if (!in && type == 'E' && OldError.is(length, limits)) {
                return OldError.take(queue, limits);
            }
            checkLength(type, length);
            if (type == 'D') {
                return rows(queue, length);
            }
            if (type != 'd') {
                return queue.size() <= length ? null : message(queue, type, length);
            }
            BackendMessage data = copyData(queue, length);
            if (data != null) {
                return data;
            }
        }
        return null;
    }

    /** Returns whether a message has begun whose beginning has left the queue. */
    public boolean isWithin() {
        return row != null || copyLeft > 0;
    }

    private void checkType(int type, ByteQueue queue) {
        if (!in && type != 'R' && type != 'E' && type != 'N' && type != 'v') {
            throw new WireException(
                    "The peer does not speak PostgreSQL's protocol: it began a message with "
                            + Shown.start(queue));
        }
        if (in && !BackendMessages.isType(type)) {
            throw new WireException("A message of the unknown type " + Shown.type(type));
        }
    }

    private void checkLength(int type, int length) {
        boolean large = type == 'D' || type == 'd';
        int most = !in ? limits.maxBeforeLogin() : large ? limits.maxRow() : limits.maxMessage();
        if (length < Integer.BYTES || length >= most) {
            throw new WireException(
                    "The message "
                            + Shown.type(type)
                            + " claims to have "
                            + Integer.toUnsignedString(length)
                            + " bytes, the limit is "
                            + (most - 1));
        }
    }

    private BackendMessage message(ByteQueue queue, int type, int length) {
        BackendMessage message = messages.read(queue, type, HEAD, 1 + length);
        queue.skip(1 + length);
        in |= message instanceof Authentication.Ok;
        return message;
    }

    // ---- Rows

    private @Nullable BackendMessage rows(ByteQueue queue, int length) {
        RowScan.checkLength(length);
        if (queue.size() >= ROW_HEAD) {
            RowScan.checkHead(length, queue.getShort(HEAD) & 0xffff, limits.maxColumns());
        }
        if (queue.size() > length) {
            return RowScan.take(queue, limits.maxRow());
        }
        if (length >= LARGE_ROW && queue.size() >= ROW_HEAD) {
            rowLength = 1 + length;
            rowBytes = 0;
            return gatherRow(new byte[0], queue);
        }
        return null;
    }

    private @Nullable RowBatch gatherRow(byte[] gathered, ByteQueue queue) {
        int count = Math.min(queue.size(), rowLength - rowBytes);
        byte[] target = RowScan.withRoom(gathered, rowBytes, count, rowLength);
        queue.take(target, rowBytes, count);
        rowBytes += count;
        row = rowBytes == rowLength ? null : target;
        return rowBytes == rowLength ? RowScan.single(target) : null;
    }

    // ---- COPY's data

    /** Takes all messages of data that have come, and the beginning of the next; null: no byte. */
    private BackendMessage.@Nullable CopyData copyData(ByteQueue queue, int first) {
        if (queue.size() <= first) {
            queue.skip(HEAD);
            copyLeft = first - Integer.BYTES;
            return queue.isEmpty() ? null : copyPiece(queue);
        }
        return CopyScan.take(queue, limits.maxRow());
    }

    private BackendMessage.CopyData copyPiece(ByteQueue queue) {
        int count = Math.min(queue.size(), copyLeft);
        copyLeft -= count;
        return new BackendMessage.CopyData(queue.take(count));
    }

    @Override
    public String toString() {
        return "<BackendReader "
                + (in ? "session" : "login")
                + (row == null ? "" : " row " + rowBytes + "/" + rowLength)
                + (copyLeft == 0 ? "" : " copy, to come: " + copyLeft)
                + ">";
    }
}
