package dev.rondo.postgres.wire;

import dev.rondo.bytes.ByteQueue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the messages of a server that have come whole, all but rows and COPY's data. */
final class BackendMessages {
    private static final int LEAST_KEY = 4;
    private static final int MOST_KEY = 256; // protocol 3.2
    private static final int COLUMN = 19; // bytes of the shortest description: no name
    private static final int FORMAT_LIMIT = 1;

    private final WireLimits limits;
    private final Body body = new Body();
    private final TagCache tags = new TagCache();

    BackendMessages(WireLimits limits) {
        this.limits = limits;
    }

    /** Returns whether a server's messages may begin with this, once the client is in. */
    static boolean isType(int type) {
        return switch (type) {
            case 'R', 'K', 'S', 'v', 'Z', 'T', 't', 'D', 'C', 'E', 'N', 'A' -> true;
            case '1', '2', '3', 'n', 's', 'I', 'c', 'd', 'G', 'H', 'W' -> true;
            default -> false;
        };
    }

    /** Reads a message whose body is at a place in a queue; takes nothing. */
    BackendMessage read(ByteQueue queue, int type, int from, int to) {
        body.set(queue, type, from, to);
        BackendMessage message =
                switch (type) {
                    case '1' -> BackendMessage.Plain.PARSE_COMPLETE;
                    case '2' -> BackendMessage.Plain.BIND_COMPLETE;
                    case '3' -> BackendMessage.Plain.CLOSE_COMPLETE;
                    case 'n' -> BackendMessage.Plain.NO_DATA;
                    case 's' -> BackendMessage.Plain.PORTAL_SUSPENDED;
                    case 'I' -> BackendMessage.Plain.EMPTY_QUERY;
                    case 'c' -> BackendMessage.Plain.COPY_DONE;
                    case 'Z' -> ready();
                    case 'C' -> tags.take(queue, body, from, to);
                    case 'T' -> rowDescription();
                    case 't' -> parameterDescription();
                    case 'E' -> new BackendMessage.ErrorResponse(fields());
                    case 'N' -> new BackendMessage.NoticeResponse(fields());
                    case 'A' -> notification();
                    case 'S' -> parameterStatus();
                    case 'K' -> keyData();
                    case 'R' -> authentication();
                    case 'v' -> negotiate();
                    case 'G' -> copyResponse(BackendMessage.CopyDirection.IN);
                    case 'H' -> copyResponse(BackendMessage.CopyDirection.OUT);
                    default -> copyResponse(BackendMessage.CopyDirection.BOTH);
                };
        body.finish();
        return message;
    }

    private BackendMessage ready() {
        int status = body.takeByte();
        return switch (status) {
            case 'I' -> BackendMessage.ReadyForQuery.IDLE;
            case 'T' -> BackendMessage.ReadyForQuery.IN_TRANSACTION;
            case 'E' -> BackendMessage.ReadyForQuery.FAILED;
            default ->
                    throw new WireException(
                            "ReadyForQuery with the unknown status " + Shown.type(status));
        };
    }

    private BackendMessage rowDescription() {
        int count = body.checkCount(body.takeShort(), COLUMN, limits.maxColumns(), "columns");
        ColumnDescription[] columns = new ColumnDescription[count];
        for (int i = 0; i < count; i++) {
            columns[i] =
                    new ColumnDescription(
                            body.takeString(),
                            body.takeInt(),
                            (short) body.takeShort(),
                            body.takeInt(),
                            (short) body.takeShort(),
                            body.takeInt(),
                            format());
        }
        return new BackendMessage.RowDescription(Arrays.asList(columns));
    }

    private int format() {
        int format = body.takeShort();
        if (format > FORMAT_LIMIT) {
            throw new WireException("A column has the unknown format " + format);
        }
        return format;
    }

    private BackendMessage parameterDescription() {
        int count =
                body.checkCount(body.takeShort(), Integer.BYTES, limits.maxColumns(), "parameters");
        int[] types = new int[count];
        for (int i = 0; i < count; i++) {
            types[i] = body.takeInt();
        }
        return new BackendMessage.ParameterDescription(types);
    }

    private ReportFields fields() {
        StringBuilder letters = new StringBuilder();
        List<String> texts = new ArrayList<>();
        for (int letter; (letter = body.takeByte()) != 0; ) {
            letters.append((char) letter);
            texts.add(body.takeString());
            body.checkCount(texts.size(), 0, limits.maxFields(), "fields");
        }
        return new ReportFields(letters.toString().toCharArray(), texts.toArray(new String[0]));
    }

    private BackendMessage notification() {
        return new BackendMessage.NotificationResponse(
                body.takeInt(), body.takeString(), body.takeString());
    }

    private BackendMessage parameterStatus() {
        return new BackendMessage.ParameterStatus(body.takeString(), body.takeString());
    }

    private BackendMessage keyData() {
        int process = body.takeInt();
        int length = body.remaining();
        if (length < LEAST_KEY || length > MOST_KEY) {
            throw new WireException("BackendKeyData with a secret of " + length + " bytes");
        }
        return new BackendMessage.BackendKeyData(process, body.takeRest());
    }

    private BackendMessage authentication() {
        int code = body.takeInt();
        return switch (code) {
            case 0 -> Authentication.Ok.INSTANCE;
            case 2 -> new Authentication.KerberosV5();
            case 3 -> new Authentication.CleartextPassword();
            case 5 -> new Authentication.Md5Password(body.takeBytes(4));
            case 7 -> new Authentication.Gss();
            case 8 -> new Authentication.GssContinue(body.takeRest());
            case 9 -> new Authentication.Sspi();
            case 10 -> new Authentication.Sasl(mechanisms());
            case 11 -> new Authentication.SaslContinue(body.takeRest());
            case 12 -> new Authentication.SaslFinal(body.takeRest());
            default -> {
                body.skipRest();
                yield new Authentication.Unknown(code);
            }
        };
    }

    private List<String> mechanisms() {
        List<String> names = new ArrayList<>();
        String name = body.takeString();
        while (!name.isEmpty()) {
            names.add(name);
            body.checkCount(names.size(), 0, limits.maxFields(), "mechanisms");
            name = body.takeString();
        }
        if (names.isEmpty()) {
            throw new WireException("The server offers SASL without a mechanism");
        }
        return names;
    }

    private BackendMessage negotiate() {
        int version = body.takeInt();
        int count = body.checkCount(body.takeInt(), 1, limits.maxFields(), "options");
        List<String> options = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            options.add(body.takeString());
        }
        return new BackendMessage.NegotiateProtocolVersion(version, options);
    }

    private BackendMessage copyResponse(BackendMessage.CopyDirection direction) {
        int format = body.takeByte();
        if (format > FORMAT_LIMIT) {
            throw new WireException("COPY has the unknown format " + format);
        }
        int count = body.checkCount(body.takeShort(), Short.BYTES, limits.maxColumns(), "columns");
        int[] formats = new int[count];
        for (int i = 0; i < count; i++) {
            formats[i] = format();
        }
        return new BackendMessage.CopyResponse(direction, format == 1, formats);
    }
}
