package dev.rondo.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.bytes.ByteWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client says is written byte by byte as the protocol has it, or not at all. */
class FrontendWriterTest {
    private final ByteWriter bytes = new ByteWriter();
    private final FrontendWriter out = new FrontendWriter(bytes);

    private void assertWritten(String text) {
        assertThat(bytes.toBytes()).isEqualTo(WireText.bytes(text));
    }

    @Test
    void startupIsWritten() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("user", "jörg");
        parameters.put("database", "");
        out.startup(parameters);
        assertWritten("<4:30><2:3><2:0>user~jörg~database~~~");
    }

    @Test
    void requestsWithoutATypeAreWritten() {
        out.sslRequest();
        out.gssEncryptionRequest();
        out.cancelRequest(new BackendMessage.BackendKeyData(-7, new byte[] {1, 2, 3, 4}));
        assertWritten("<4:8><4:80877103><4:8><4:80877104><4:16><4:80877102><4:-7><x:01020304>");
    }

    @Test
    void passwordsAreWritten() {
        out.password("geheim");
        out.saslInitialResponse("SCRAM-SHA-256", "n,,n=,r=x".getBytes(StandardCharsets.UTF_8));
        out.saslResponse("c=biws".getBytes(StandardCharsets.UTF_8));
        out.gssResponse(new byte[] {0, 1});
        assertWritten("p{geheim~}p{SCRAM-SHA-256~<4:9>n,,n=,r=x}p{c=biws}p{<x:0001>}");
    }

    @Test
    void statementIsPreparedWithItsTypes() {
        out.parse("s1", "select $1", new int[] {23, -1, 0});
        out.describeStatement("s1");
        out.closeStatement("s0");
        out.flush();
        assertWritten("P{s1~select $1~<2:3><4:23><4:-1><4:0>}D{Ss1~}C{Ss0~}H{}");
    }

    @Test
    void valuesAreWrittenStraightIntoTheBind() {
        out.beginBind("", "s1", Formats.BINARY, 4);
        out.beginValue();
        out.bytes().putInt(42);
        out.endValue();
        out.nullValue();
        out.beginValue();
        out.endValue();
        out.value(new byte[] {9, 8, 7}, 1, 2);
        out.endBind(Formats.of(new boolean[] {true, false}));
        out.describePortal("");
        out.execute("", 0);
        out.closePortal("");
        out.sync();
        assertWritten(
                "B{~s1~<2:1><2:1><2:4><4:4><4:42><4:-1><4:0><4:2><x:0807><2:2><2:1><2:0>}"
                        + "D{P~}E{~<4:0>}C{P~}S{}");
    }

    @Test
    void valueByReferenceCountsInItsLength() {
        out.beginBind("p", "", Formats.TEXT, 1);
        out.beginValue();
        out.bytes().reference(new byte[] {'x', 'y'});
        out.endValue();
        out.endBind(Formats.TEXT);
        out.execute("p", 50);
        assertWritten("B{p~~<2:0><2:1><4:2>xy<2:0>}E{p~<4:50>}");
    }

    @Test
    void formatsAreShortWhereTheyAreAlike() {
        assertThat(Formats.of(new boolean[0])).isSameAs(Formats.TEXT);
        assertThat(Formats.of(new boolean[3])).isSameAs(Formats.TEXT);
        assertThat(Formats.of(new boolean[] {true, true})).isSameAs(Formats.BINARY);
        Formats mixed = Formats.of(new boolean[] {true, false, true});
        assertThat(mixed).hasToString("<Formats btb>").isNotEqualTo(Formats.BINARY);
        assertThat(mixed.encoded()).isEqualTo(WireText.bytes("<2:3><2:1><2:0><2:1>"));
        assertThat(mixed).isEqualTo(Formats.of(new boolean[] {true, false, true}));
    }

    @Test
    void otherMessagesAreWritten() {
        out.query("select 1; select 'ü'");
        out.copyData(new byte[] {'a', 'b', 'c'}, 1, 2);
        out.copyData(ByteBuffer.wrap(new byte[] {'d', 'e'}));
        out.copyDone();
        out.copyFail("why");
        out.terminate();
        assertWritten("Q{select 1; select 'ü'~}d{bc}d{de}c{}f{why~}X{}");
    }

    @Test
    @DisplayName("PG104: a reason of 10 kB would end the session")
    void longReasonOfCopyFailIsShortened() {
        out.copyFail("\0" + "€".repeat(20_000));
        byte[] written = bytes.toBytes();
        assertThat(written.length).isLessThan(4_000);
        String text = new String(written, 5, written.length - 6, StandardCharsets.UTF_8);
        assertThat(text).startsWith(" €").endsWith("€...").hasSize(1_000);
    }

    @Test
    void reasonIsNotCutWithinACharacter() {
        out.copyFail("😀".repeat(1_000));
        byte[] written = bytes.toBytes();
        String text = new String(written, 5, written.length - 6, StandardCharsets.UTF_8);
        assertThat(text).isEqualTo("😀".repeat(498) + "...");
    }

    // ---- What is refused

    static Stream<String> zeros() {
        return Stream.of("query", "sql", "name", "portal", "close", "startup", "mechanism");
    }

    @ParameterizedTest
    @MethodSource("zeros")
    void zeroInATextIsRefusedBeforeAnythingIsWritten(String where) {
        out.sync();
        assertThatThrownBy(zeroIn(where))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has a zero (U+0000) at 1")
                .hasMessageContaining("\"a\\x00b\"");
        assertWritten("S{}");
        out.sync();
        assertWritten("S{}S{}");
    }

    private ThrowingCallable zeroIn(String where) {
        String zero = "a\0b";
        return switch (where) {
            case "query" -> () -> out.query(zero);
            case "sql" -> () -> out.parse("", zero, new int[0]);
            case "name" -> () -> out.parse(zero, "", new int[0]);
            case "portal" -> () -> out.beginBind(zero, "", Formats.TEXT, 0);
            case "close" -> () -> out.closeStatement(zero);
            case "startup" -> () -> out.startup(new TreeMap<>(Map.of("user", zero, "a", "b")));
            default -> () -> out.saslInitialResponse(zero, new byte[0]);
        };
    }

    @Test
    void passwordIsNeverTold() {
        assertThatThrownBy(() -> out.password("sec\0ret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("sec")
                .hasMessageNotContaining("ret");
        assertThat(bytes.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {65_536, 65_537, 131_072, Integer.MAX_VALUE, -1})
    @DisplayName("PG098: more than 65,535 parameters")
    void tooManyParametersAreRefused(int count) {
        assertThatThrownBy(() -> out.beginBind("", "", Formats.BINARY, count))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 65535 parameters, but there are " + count);
        if (count > 0 && count < 1 << 20) {
            assertThatThrownBy(() -> out.parse("", "", new int[count]))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Formats.of(new boolean[count]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(bytes.isEmpty()).isTrue();
    }

    @Test
    void asManyParametersAsTheProtocolHasAreTaken() {
        out.beginBind("", "", Formats.BINARY, 65_535);
        for (int i = 0; i < 65_535; i++) {
            out.nullValue();
        }
        out.endBind(Formats.BINARY);
        assertThat(bytes.size()).isEqualTo(5 + 2 + 4 + 2 + 4 * 65_535 + 4);
    }

    @Test
    @DisplayName("PG098: a message beyond what the server takes, its length beyond int")
    void tooLongAMessageIsRefusedAndTakenBack() {
        ByteBuffer body = ByteBuffer.allocate(16 << 20); // the same memory again and again
        out.sync();
        int before = out.size();
        out.beginBind("", "", Formats.BINARY, 64);
        for (int i = 0; i < 64; i++) {
            out.beginValue();
            out.bytes().reference(body.duplicate());
            out.endValue();
        }
        assertThatThrownBy(() -> out.endBind(Formats.BINARY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PostgreSQL takes 1073741822 at most");
        assertThat(out.size()).isEqualTo(before);
        assertWritten("S{}");

        out.beginBind("", "", Formats.BINARY, 128);
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 128; i++) {
                                out.beginValue();
                                out.bytes().reference(body.duplicate());
                                out.endValue();
                            }
                        })
                .isInstanceOf(IllegalStateException.class);
        out.rollback(before);
        assertWritten("S{}");
    }

    @Test
    void startupThatTheServerWouldNotReadIsRefused() {
        assertThatThrownBy(() -> out.startup(Map.of("user", "x".repeat(10_000))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the server takes 10000");
        assertThatThrownBy(() -> out.startup(Map.of("", "x")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(bytes.isEmpty()).isTrue();
    }

    @Test
    void failedCodecIsRolledBack() {
        out.query("select 1");
        int before = out.size();
        out.parse("s", "select $1", new int[0]);
        out.beginBind("", "s", Formats.BINARY, 1);
        out.beginValue();
        out.bytes().putLong(1); // and then the codec threw
        out.rollback(before);
        assertWritten("Q{select 1~}");
        out.beginBind("", "s", Formats.BINARY, 0);
        out.endBind(Formats.BINARY);
        assertWritten("Q{select 1~}B{~s~<2:1><2:1><2:0><2:1><2:1>}");
    }

    @Test
    void rollbackKeepsWhatWasAppendedByReference() {
        out.copyData(ByteBuffer.wrap(new byte[] {'d', 'e'}));
        int before = out.size();
        out.copyData(ByteBuffer.wrap(new byte[] {'f'}));
        out.sync();
        out.rollback(before);
        assertWritten("d{de}");
        out.rollback(3);
        assertWritten("d~~");
    }

    @Test
    void valuesAreCounted() {
        out.beginBind("", "", Formats.BINARY, 1);
        assertThatThrownBy(() -> out.endBind(Formats.BINARY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The Bind has 0 of 1 values");
        assertThatThrownBy(out::sync).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(out::endValue).isInstanceOf(IllegalStateException.class);
        out.beginValue();
        assertThatThrownBy(out::nullValue)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The value before was not ended");
        out.endValue();
        assertThatThrownBy(out::nullValue)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("All 1 values of the Bind are there");
        out.endBind(Formats.BINARY);
        assertThatThrownBy(out::nullValue).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void formatsOfAnotherNumberAreRefused() {
        Formats two = Formats.of(new boolean[] {true, false});
        assertThatThrownBy(() -> out.beginBind("", "", two, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not of 3 parameters: <Formats bt>");
        assertThat(bytes.isEmpty()).isTrue();
    }

    @Test
    void negativeLimitOfRowsIsRefused() {
        assertThatThrownBy(() -> out.execute("", -1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(bytes.isEmpty()).isTrue();
    }
}
