package dev.rondo.postgres.wire;

import dev.rondo.bytes.ByteQueue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a client's messages out of a queue, one at a time. Goes on at every byte.
 *
 * <pre>
 *   STARTUP --StartupMessage--> SESSION
 * </pre>
 *
 * <p>After a {@link WireException} it is of no use any more.
 */
public final class FrontendReader {
    private static final int HEAD = 5; // type and length
    private static final int STARTUP_HEAD = 8; // length and code
    private static final int MAX_STARTUP = 10_000; // the server's own
    private static final int CANCEL = 1234 << 16 | 5678;
    private static final int SSL = 1234 << 16 | 5679;
    private static final int GSS_ENCRYPTION = 1234 << 16 | 5680;
    private static final int MOST_KEY = 256; // protocol 3.2

    private final WireLimits limits;
    private final Body body = new Body();
    private boolean started;

    /** Creates one that has read nothing. */
    public FrontendReader(WireLimits limits) {
        this.limits = limits;
    }

    /**
     * Takes the next message out of a queue; null if its bytes have not all come.
     *
     * @throws WireException if the client broke the protocol or a limit
     */
    public @Nullable FrontendMessage next(ByteQueue queue) {
        if (queue.isEmpty()) {
            return null;
        }
        if (!started) {
            return startup(queue);
        }
        int type = queue.get(0) & 0xff;
        if (!isType(type)) {
            throw new WireException("A message of the unknown type " + Shown.type(type));
        }
        if (queue.size() < HEAD) {
            return null;
        }
        int length = queue.getInt(1);
        int most = type == 'p' ? limits.maxBeforeLogin() : limits.maxMessage();
        if (length < Integer.BYTES || length >= most) {
            throw new WireException(
                    "The message "
                            + Shown.type(type)
                            + " claims to have "
                            + Integer.toUnsignedString(length)
                            + " bytes, the limit is "
                            + (most - 1));
        }
        if (queue.size() <= length) {
            return null;
        }
        body.set(queue, type, HEAD, 1 + length);
        FrontendMessage message = read(type);
        body.finish();
        queue.skip(1 + length);
        return message;
    }

    private static boolean isType(int type) {
        return "pQPBDECHSXdcf".indexOf(type) >= 0;
    }

    // ---- Startup

    private @Nullable FrontendMessage startup(ByteQueue queue) {
        if (queue.size() < Integer.BYTES) {
            return null;
        }
        int length = queue.getInt(0);
        if (length < STARTUP_HEAD || length > MAX_STARTUP) {
            throw new WireException(
                    "The peer does not speak PostgreSQL's protocol: it began with "
                            + Shown.start(queue));
        }
        if (queue.size() < length) {
            return null;
        }
        body.set(queue, 0, Integer.BYTES, length);
        int code = body.takeInt();
        FrontendMessage message =
                switch (code) {
                    case SSL -> FrontendMessage.Plain.SSL_REQUEST;
                    case GSS_ENCRYPTION -> FrontendMessage.Plain.GSS_ENCRYPTION_REQUEST;
                    case CANCEL -> cancelRequest();
                    default -> startupMessage(code);
                };
        body.finish();
        queue.skip(length);
        started = message instanceof FrontendMessage.Startup;
        return message;
    }

    private FrontendMessage cancelRequest() {
        int process = body.takeInt();
        int length = body.remaining();
        if (length < Integer.BYTES || length > MOST_KEY) {
            throw new WireException("CancelRequest with a secret of " + length + " bytes");
        }
        return new FrontendMessage.CancelRequest(process, body.takeRest());
    }

    private FrontendMessage startupMessage(int version) {
        if (version >>> 16 != 3) {
            throw new WireException(
                    "The client speaks version "
                            + (version >>> 16)
                            + "."
                            + (version & 0xffff)
                            + " of the protocol, not 3");
        }
        LinkedHashMap<String, String> parameters = new LinkedHashMap<>();
        String name = body.takeString();
        while (!name.isEmpty()) {
            parameters.put(name, body.takeString());
            body.checkCount(parameters.size(), 0, limits.maxFields(), "parameters");
            name = body.takeString();
        }
        return new FrontendMessage.Startup(version, parameters);
    }

    // ---- Session

    private FrontendMessage read(int type) {
        return switch (type) {
            case 'p' -> new FrontendMessage.PasswordReply(body.takeRest());
            case 'Q' -> new FrontendMessage.Query(body.takeString());
            case 'P' -> parse();
            case 'B' -> bind();
            case 'D' -> new FrontendMessage.Describe(kind(), body.takeString());
            case 'E' -> execute();
            case 'C' -> new FrontendMessage.Close(kind(), body.takeString());
            case 'H' -> FrontendMessage.Plain.FLUSH;
            case 'S' -> FrontendMessage.Plain.SYNC;
            case 'X' -> FrontendMessage.Plain.TERMINATE;
            case 'd' -> new FrontendMessage.CopyData(body.takeRest());
            case 'c' -> FrontendMessage.Plain.COPY_DONE;
            default -> new FrontendMessage.CopyFail(body.takeString());
        };
    }

    private FrontendMessage parse() {
        String name = body.takeString();
        String sql = body.takeString();
        return new FrontendMessage.Parse(name, sql, numbers(Integer.BYTES, "types"));
    }

    private FrontendMessage bind() {
        String portal = body.takeString();
        String statement = body.takeString();
        int[] formats = numbers(Short.BYTES, "formats");
        int count = body.checkCount(body.takeShort(), Integer.BYTES, limits.maxColumns(), "values");
        List<byte @Nullable []> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int length = body.takeInt();
            values.add(length == -1 ? null : body.takeBytes(length));
        }
        int[] resultFormats = numbers(Short.BYTES, "formats");
        if (formats.length > 1 && formats.length != count) {
            throw new WireException(formats.length + " formats of " + count + " values");
        }
        return new FrontendMessage.Bind(portal, statement, formats, values, resultFormats);
    }

    private int[] numbers(int bytes, String what) {
        int count = body.checkCount(body.takeShort(), bytes, limits.maxColumns(), what);
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = bytes == Short.BYTES ? body.takeShort() : body.takeInt();
        }
        return numbers;
    }

    private FrontendMessage execute() {
        String portal = body.takeString();
        return new FrontendMessage.Execute(portal, Math.max(0, body.takeInt())); // as the server
    }

    private FrontendMessage.Kind kind() {
        int kind = body.takeByte();
        return switch (kind) {
            case 'S' -> FrontendMessage.Kind.STATEMENT;
            case 'P' -> FrontendMessage.Kind.PORTAL;
            default -> throw new WireException("Neither statement nor portal: " + Shown.type(kind));
        };
    }

    @Override
    public String toString() {
        return "<FrontendReader " + (started ? "session" : "startup") + ">";
    }
}
