package dev.rondo.http.wire;

import static java.util.Arrays.asList;

import java.util.ArrayList;
import java.util.List;

/**
 * What a server must make of a client's frames: the ground that the Autobahn suite's families 1 to
 * 7 cover, in our own words and with our own bytes.
 */
public final class FrameCases {
    /**
     * One of them.
     *
     * @param name what is special
     * @param bytes what the client sends
     * @param verdict what comes of it, in order
     */
    public record Case(String name, byte[] bytes, List<String> verdict) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String COSMOS = "κόσμε";
    private static final String FIN = "…";

    private FrameCases() {}

    /** Returns all. */
    public static List<Case> all() {
        List<Case> cases = new ArrayList<>();
        sizes(cases);
        pings(cases);
        reserved(cases);
        fragments(cases);
        texts(cases);
        closes(cases);
        heads(cases);
        return cases;
    }

    private static void add(List<Case> cases, String name, Frames frames, String... verdict) {
        cases.add(new Case(name, frames.bytes(), asList(verdict)));
    }

    private static Frames client() {
        return Frames.ofClient();
    }

    private static void sizes(List<Case> cases) {
        for (int size : new int[] {1, 2, 7, 8, 9, 40}) {
            String text = "*".repeat(size);
            add(cases, "text of " + size, client().frame(0x81, text), "TEXT " + text);
            add(cases, "bytes of " + size, client().frame(0x82, text), "BINARY " + text);
        }
        add(cases, "empty text", client().frame(0x81, ""), "TEXT ");
        add(cases, "no bytes", client().frame(0x82, ""), "BINARY ");
        for (int size : new int[] {124, 125, 126, 127, 128, 129, 1000}) {
            String text = "*".repeat(size);
            String shown = size + "**";
            add(cases, "text of " + size, client().frame(0x81, text), "TEXT " + shown);
            add(cases, "bytes of " + size, client().frame(0x82, text), "BINARY " + shown);
        }
        add(
                cases,
                "three messages in a row",
                client().frame(0x81, "a").frame(0x82, "b").frame(0x81, "c"),
                "TEXT a",
                "BINARY b",
                "TEXT c");
    }

    private static void pings(List<Case> cases) {
        add(cases, "empty ping", client().frame(0x89, ""), "PING ");
        add(cases, "ping with text", client().frame(0x89, "hi"), "PING hi");
        add(cases, "ping with bytes", client().hexFrame(0x89, "00fffefdfcfb00"), "PING \0ÿþýüû\0");
        add(cases, "largest ping", client().frame(0x89, "*".repeat(125)), "PING 125**");
        add(cases, "ping too large", client().frame(0x89, "*".repeat(126)), "FAIL 1002");
        add(cases, "pong too large", client().frame(0x8a, "*".repeat(126)), "FAIL 1002");
        add(cases, "pong for nothing", client().frame(0x8a, ""), "PONG ");
        add(cases, "pong with bytes", client().frame(0x8a, "x"), "PONG x");
        Frames ten = client();
        List<String> verdict = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ten.frame(0x89, "p" + i);
            verdict.add("PING p" + i);
        }
        add(cases, "ten pings", ten, verdict.toArray(new String[0]));
    }

    private static void reserved(List<Case> cases) {
        for (int bits = 1; bits < 8; bits++) {
            int set = bits << 4;
            add(cases, "reserved " + bits, client().frame(0x81 | set, "a"), "FAIL 1002");
            add(cases, "reserved in ping " + bits, client().frame(0x89 | set, ""), "FAIL 1002");
            add(cases, "reserved in close " + bits, client().frame(0x88 | set, ""), "FAIL 1002");
            add(
                    cases,
                    "reserved in a later frame " + bits,
                    client().frame(0x81, "a").frame(0x82 | set, "b").frame(0x89, ""),
                    "TEXT a",
                    "FAIL 1002");
            add(
                    cases,
                    "reserved in a continuation " + bits,
                    client().frame(0x01, "a").frame(0x80 | set, "b"),
                    "FAIL 1002");
        }
        for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
            add(cases, "opcode " + opcode, client().frame(0x80 | opcode, ""), "FAIL 1002");
            add(
                    cases,
                    "opcode behind a message " + opcode,
                    client().frame(0x81, "a").frame(0x80 | opcode, "b"),
                    "TEXT a",
                    "FAIL 1002");
            add(cases, "opcode not last " + opcode, client().frame(opcode, "b"), "FAIL 1002");
        }
    }

    private static void fragments(List<Case> cases) {
        add(cases, "ping in parts", client().frame(0x09, "a").frame(0x80, "b"), "FAIL 1002");
        add(cases, "pong in parts", client().frame(0x0a, "a").frame(0x80, "b"), "FAIL 1002");
        add(cases, "close in parts", client().frame(0x08, "").frame(0x80, ""), "FAIL 1002");
        add(cases, "two parts", client().frame(0x01, "a").frame(0x80, "b"), "TEXT ab");
        add(
                cases,
                "three parts of bytes",
                client().frame(0x02, "a").frame(0x00, "b").frame(0x80, "c"),
                "BINARY abc");
        add(
                cases,
                "empty parts",
                client().frame(0x01, "").frame(0x00, "").frame(0x80, ""),
                "TEXT ");
        add(
                cases,
                "something in the middle part only",
                client().frame(0x01, "").frame(0x00, "m").frame(0x80, ""),
                "TEXT m");
        add(
                cases,
                "ping between the parts",
                client().frame(0x01, "a").frame(0x89, "p").frame(0x80, "b"),
                "PING p",
                "TEXT ab");
        add(
                cases,
                "pings and pongs between all parts",
                client().frame(0x01, "a")
                        .frame(0x89, "1")
                        .frame(0x00, "b")
                        .frame(0x8a, "2")
                        .frame(0x89, "3")
                        .frame(0x80, "c"),
                "PING 1",
                "PONG 2",
                "PING 3",
                "TEXT abc");
        add(
                cases,
                "close between the parts",
                client().frame(0x01, "a").hexFrame(0x88, "03e8"),
                "CLOSE 1000 ",
                "more");
        add(cases, "continuation of nothing", client().frame(0x80, "a"), "FAIL 1002");
        add(cases, "continuation of nothing, not last", client().frame(0x00, "a"), "FAIL 1002");
        add(
                cases,
                "continuation behind a whole message",
                client().frame(0x81, "a").frame(0x80, "b"),
                "TEXT a",
                "FAIL 1002");
        add(
                cases,
                "continuation behind the last part",
                client().frame(0x01, "a").frame(0x80, "b").frame(0x00, "c"),
                "TEXT ab",
                "FAIL 1002");
        add(
                cases,
                "a message within another",
                client().frame(0x01, "a").frame(0x81, "b"),
                "FAIL 1002");
        add(cases, "bytes within text", client().frame(0x01, "a").frame(0x02, "b"), "FAIL 1002");
        add(cases, "a part is missing", client().frame(0x01, "a").frame(0x00, "b"), "more");
    }

    private static void texts(List<Case> cases) {
        for (String text :
                new String[] {COSMOS, "𐀀", "\u007f\u0080\u07ff\u0800\uffff", "\uFEFFa", "\0"}) {
            add(cases, "text " + text, client().frame(0x81, text), "TEXT " + text);
        }
        add(
                cases,
                "character over two parts",
                client().hexFrame(0x01, "ce").hexFrame(0x80, "ba"),
                "TEXT κ");
        add(
                cases,
                "character over four parts",
                client().hexFrame(0x01, "f4")
                        .hexFrame(0x00, "8f")
                        .hexFrame(0x00, "bf")
                        .hexFrame(0x80, "bf"),
                "TEXT 􏿿");
        add(
                cases,
                "ping within a character",
                client().hexFrame(0x01, "e2 80").frame(0x89, "").hexFrame(0x80, "a6"),
                "PING ",
                "TEXT " + FIN);
        for (String bad :
                new String[] {
                    "80",
                    "bf",
                    "c0",
                    "c1",
                    "c080",
                    "c1bf",
                    "c2",
                    "c27f",
                    "c2c0",
                    "cebae1bdb9cf83cebcceb5eda080",
                    "e0",
                    "e080",
                    "e09f80",
                    "e0a0",
                    "e0a07f",
                    "ed a0 80",
                    "edbfbf",
                    "ee80",
                    "ef bf",
                    "f0",
                    "f08080 80",
                    "f08fbfbf",
                    "f090",
                    "f09080",
                    "f0908041",
                    "f4 90 80 80",
                    "f490",
                    "f5",
                    "f8 88 80 80 80",
                    "fc 84 80 80 80 80",
                    "fe",
                    "ff",
                    "61 ff",
                    "ff 61",
                    "6161616161616161 6161616161616161 ff 61",
                }) {
            add(cases, "not text " + bad, client().hexFrame(0x81, bad), "FAIL 1007");
            add(
                    cases,
                    "not text in the second part " + bad,
                    client().frame(0x01, "a").hexFrame(0x80, bad),
                    "FAIL 1007");
        }
        add(
                cases,
                "bad text is refused before its frame is whole",
                client().raw("81 fe 03e8 00000000 61 f4 90"),
                "FAIL 1007");
        add(
                cases,
                "bad text is refused before its message is whole",
                client().hexFrame(0x01, "f4 90"),
                "FAIL 1007");
        add(cases, "not text is good as bytes", client().hexFrame(0x82, "ff"), "BINARY ÿ");
    }

    private static void closes(List<Case> cases) {
        add(cases, "close without a code", client().frame(0x88, ""), "CLOSE 1005 ");
        add(cases, "close with half a code", client().frame(0x88, "a"), "FAIL 1002");
        add(cases, "close with a reason", client().hexFrame(0x88, "03e8 ceba"), "CLOSE 1000 κ");
        add(
                cases,
                "longest reason",
                client().hexFrame(0x88, "03e8" + "2a".repeat(123)),
                "CLOSE 1000 " + "*".repeat(123));
        add(
                cases,
                "reason too long",
                client().hexFrame(0x88, "03e8" + "2a".repeat(124)),
                "FAIL 1002");
        add(cases, "reason that is no text", client().hexFrame(0x88, "03e8 61ff"), "FAIL 1007");
        add(cases, "reason that is cut", client().hexFrame(0x88, "03e8 ce"), "FAIL 1007");
        for (int code :
                new int[] {
                    1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000,
                    3999, 4000, 4999
                }) {
            add(cases, "code " + code, client().hexFrame(0x88, hex(code)), "CLOSE " + code + " ");
        }
        for (int code :
                new int[] {
                    0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535
                }) {
            add(cases, "code " + code, client().hexFrame(0x88, hex(code)), "FAIL 1002");
        }
    }

    private static String hex(int code) {
        return "%04x".formatted(code);
    }

    private static void heads(List<Case> cases) {
        add(cases, "no mask", Frames.ofServer().frame(0x81, "a"), "FAIL 1002");
        add(cases, "ping without a mask", Frames.ofServer().frame(0x89, ""), "FAIL 1002");
        add(cases, "length of 5 in two bytes", client().raw("81 fe 0005 00000000"), "FAIL 1002");
        add(cases, "length of 125 in two bytes", client().raw("81 fe 007d 00000000"), "FAIL 1002");
        add(cases, "length of 5 in eight", client().raw("81 ff 0000000000000005"), "FAIL 1002");
        add(cases, "length of 65535 in eight", client().raw("81 ff 000000000000ffff"), "FAIL 1002");
        add(cases, "highest bit of length", client().raw("81 ff 8000000000000000"), "FAIL 1002");
        add(cases, "largest length", client().raw("81 ff 7fffffffffffffff"), "FAIL 1009");
        add(cases, "ping with a length of two bytes", client().raw("89 fe 0005"), "FAIL 1002");
        add(cases, "nothing", client());
        add(cases, "half a head", client().raw("81"), "more");
        add(cases, "half a key", client().raw("81 81 0000"), "more");
        add(cases, "half a payload", client().raw("81 82 00000000 61"), "more");
    }
}
