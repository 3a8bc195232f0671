package dev.rondo.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.bytes.ByteWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What one side writes, the other reads. */
class RoundTripTest {
    private final ByteWriter bytes = new ByteWriter();

    private String readByClient(boolean inSession) {
        BackendTranscript transcript = new BackendTranscript(WireLimits.defaults());
        return (inSession ? transcript.inSession() : transcript).read(bytes.toBytes(), 1 << 20);
    }

    @Test
    void loginGoesFromServerToClient() {
        BackendWriter out = new BackendWriter(bytes);
        out.negotiate(0, List.of("_pq_.x"));
        out.authentication(new Authentication.KerberosV5());
        out.authentication(new Authentication.CleartextPassword());
        out.authentication(new Authentication.Md5Password(new byte[] {1, 2, 3, 4}));
        out.authentication(new Authentication.Gss());
        out.authentication(new Authentication.GssContinue(new byte[] {'g'}));
        out.authentication(new Authentication.Sspi());
        out.authentication(new Authentication.Sasl(List.of("SCRAM-SHA-256", "X")));
        out.authentication(new Authentication.SaslContinue(new byte[] {'c'}));
        out.authentication(new Authentication.SaslFinal(new byte[] {'f'}));
        out.authentication(new Authentication.Unknown(99));
        out.authentication(new Authentication.Ok());
        out.parameterStatus("a", "b");
        out.keyData(5, new byte[] {1, 2, 3, 4});
        out.ready(BackendMessage.ReadyForQuery.IDLE);
        assertThat(readByClient(false))
                .isEqualTo(
                        "0 [_pq_.x]; kerberos; cleartext; md5 01020304; gss; gss g; sspi;"
                                + " sasl [SCRAM-SHA-256, X]; sasl-continue c; sasl-final f;"
                                + " unknown 99; ok; a=b; 5 01020304; ready I");
    }

    @Test
    void answersGoFromServerToClient() {
        BackendWriter out = new BackendWriter(bytes);
        for (BackendMessage.Plain plain : BackendMessage.Plain.values()) {
            out.plain(plain);
        }
        out.parameterDescription(23, 25);
        out.rowDescription(List.of(new ColumnDescription("id", -1, 2, 23, 4, -1, 1)));
        out.dataRow(Arrays.asList(new byte[] {'x'}, null));
        out.commandComplete("SELECT 1");
        out.error(ReportFields.of("S", "ERROR", "C", "23505"));
        out.notice(ReportFields.of("M", "hm"));
        out.notification(7, "jobs", "new");
        out.copyResponse(BackendMessage.CopyDirection.IN, false, 0, 0);
        out.copyResponse(BackendMessage.CopyDirection.OUT, true, 1);
        out.copyResponse(BackendMessage.CopyDirection.BOTH, false);
        out.copyData(new byte[] {'d'});
        out.ready(BackendMessage.ReadyForQuery.FAILED);
        assertThat(readByClient(true))
                .isEqualTo(
                        "PARSE_COMPLETE; BIND_COMPLETE; CLOSE_COMPLETE; NO_DATA; PORTAL_SUSPENDED;"
                                + " EMPTY_QUERY; COPY_DONE; parameters [23, 25];"
                                + " columns [id 4294967295.2 23 4 -1 1]; row 'x' NULL;"
                                + " done SELECT 1 1; error S:ERROR C:23505; notice M:hm;"
                                + " notify 7 jobs 'new'; copy IN text [0, 0];"
                                + " copy OUT binary [1]; copy BOTH text []; data d; ready E");
    }

    @Test
    void whatAClientSaysGoesToTheServer() {
        FrontendWriter out = new FrontendWriter(bytes);
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("user", "jörg");
        parameters.put("database", "d");
        out.sslRequest();
        out.startup(parameters);
        out.password("geheim");
        out.query("select 1");
        out.parse("s", "select $1", new int[] {23});
        out.beginBind("p", "s", Formats.of(new boolean[] {true, false}), 2);
        out.nullValue();
        out.value(new byte[] {'v'}, 0, 1);
        out.endBind(Formats.BINARY);
        out.describeStatement("s");
        out.execute("p", 9);
        out.closePortal("p");
        out.flush();
        out.copyFail("no");
        out.sync();
        out.terminate();
        assertThat(readByServer())
                .isEqualTo(
                        "[SSL_REQUEST, startup 3.0 {user=jörg, database=d}, password 7,"
                                + " query select 1, parse s select $1 [23],"
                                + " bind p s [1, 0] NULL 'v' [1], describe STATEMENT s,"
                                + " execute p 9, close PORTAL p, FLUSH, fail no, SYNC, TERMINATE]");
    }

    private String readByServer() {
        ByteQueue queue = new ByteQueue();
        byte[] all = bytes.toBytes();
        queue.add(all, 0, all.length);
        FrontendReader reader = new FrontendReader(WireLimits.defaults());
        List<String> words = new java.util.ArrayList<>();
        for (FrontendMessage message; (message = reader.next(queue)) != null; ) {
            words.add(FrontendReaderTest.say(message));
        }
        assertThat(queue.isEmpty()).isTrue();
        return words.toString();
    }

    @Test
    void whatAServerCannotSayLeavesNothingBehind() {
        BackendWriter out = new BackendWriter(bytes);
        assertThatThrownBy(() -> out.commandComplete("a\0"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> out.authentication(new Authentication.Sasl(List.of("ok", "a\0b"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> out.error(ReportFields.of("M", "a\0")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(bytes.isEmpty()).isTrue();
        out.plain(BackendMessage.Plain.NO_DATA);
        assertThat(bytes.size()).isEqualTo(5);
    }

    @Test
    void fieldsAreFoundByTheirLetters() {
        ReportFields fields = ReportFields.of("V", "ERROR", "C", "42P01", "M", "no \"x\"\n");
        assertThat(fields.find('C')).isEqualTo("42P01");
        assertThat(fields.find('D')).isNull();
        assertThat(fields.findOr('D', "none")).isEqualTo("none");
        assertThat(fields).hasToString("<ReportFields ERROR 42P01: \"no \\\"x\\\"\\x0a\">");
        assertThatThrownBy(() -> ReportFields.of("MM", "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReportFields.of("M")).isInstanceOf(IllegalArgumentException.class);
    }
}
