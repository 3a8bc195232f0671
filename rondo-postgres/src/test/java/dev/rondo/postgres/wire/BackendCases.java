package dev.rondo.postgres.wire;

import java.util.ArrayList;
import java.util.List;

/** What servers send, see {@link WireText}, and what is read of it. */
final class BackendCases {
    /**
     * A case.
     *
     * @param login whether the client is not in yet
     */
    record Case(boolean login, String input, String words) {
        byte[] bytes() {
            return WireText.bytes(input);
        }

        BackendTranscript transcript() {
            BackendTranscript transcript = new BackendTranscript(LIMITS);
            return login ? transcript : transcript.inSession();
        }

        @Override
        public String toString() {
            return (login ? "login " : "session ") + input;
        }
    }

    static final WireLimits LIMITS = new WireLimits(100_000, 50_000, 2_000, 300, 20);

    private static final List<Case> CASES = new ArrayList<>();

    static {
        login();
        settings();
        statements();
        rows();
        reports();
        copy();
        wrongLogin();
        wrongSession();
        wrongRows();
    }

    private BackendCases() {}

    static List<Case> all() {
        return CASES;
    }

    private static void atLogin(String input, String words) {
        CASES.add(new Case(true, input, words));
    }

    private static void in(String input, String words) {
        CASES.add(new Case(false, input, words));
    }

    private static void login() {
        atLogin("", "");
        atLogin("R{<4:0>}", "ok");
        atLogin("R{<4:2>}", "kerberos");
        atLogin("R{<4:3>}", "cleartext");
        atLogin("R{<4:5>abcd}", "md5 61626364");
        atLogin("R{<4:7>}", "gss");
        atLogin("R{<4:8>token}", "gss token");
        atLogin("R{<4:8>}", "gss ");
        atLogin("R{<4:9>}", "sspi");
        atLogin("R{<4:10>SCRAM-SHA-256~~}", "sasl [SCRAM-SHA-256]");
        atLogin("R{<4:10>SCRAM-SHA-256-PLUS~X~~}", "sasl [SCRAM-SHA-256-PLUS, X]");
        atLogin("R{<4:11>r=a,s=b}R{<4:12>v=c}", "sasl-continue r=a,s=b; sasl-final v=c");
        atLogin("R{<4:6>}", "unknown 6");
        atLogin("R{<4:99>what follows}R{<4:0>}", "unknown 99; ok");
        atLogin("v{<4:0><4:1>_pq_.x~}R{<4:0>}", "0 [_pq_.x]; ok");
        atLogin("v{<4:196608><4:0>}", "196608 []");
        atLogin("N{SWARNING~Mfoo~~}R{<4:3>}", "notice S:WARNING M:foo; cleartext");
        atLogin("E{SFATAL~C28P01~Mno~~}", "error S:FATAL C:28P01 M:no");
        atLogin("R{<4:0>}S{a~b~}K{<4:7><x:01020304>}Z{I}", "ok; a=b; 7 01020304; ready I");
        // What a postmaster sends that cannot fork: protocol 2's error.
        atLogin(
                "Ecould not fork new process for connection: no memory\n~",
                "error S:FATAL V:FATAL C:53000"
                        + " M:could not fork new process for connection: no memory");
    }

    private static void settings() {
        in("S{client_encoding~UTF8~}", "client_encoding=UTF8");
        in("S{application_name~~}", "application_name=");
        in("S{x~Grüße 😀~}", "x=Grüße 😀");
        in("S{x~<x:ff>~}", "x=\ufffd");
        in("K{<4:-2><x:ffffffff>}", "-2 ffffffff");
        in("K{<4:1><x:" + "ab".repeat(256) + ">}", "1 " + "ab".repeat(256));
        in("Z{I}", "ready I");
        in("Z{T}Z{E}", "ready T; ready E");
        in("A{<4:42>jobs~~}", "notify 42 jobs ''");
        in("A{<4:42>jobs~one more~}Z{I}", "notify 42 jobs 'one more'; ready I");
    }

    private static void statements() {
        in("1{}2{}3{}", "PARSE_COMPLETE; BIND_COMPLETE; CLOSE_COMPLETE");
        in("n{}s{}I{}c{}", "NO_DATA; PORTAL_SUSPENDED; EMPTY_QUERY; COPY_DONE");
        in("t{<2:0>}", "parameters []");
        in("t{<2:2><4:23><4:-1>}", "parameters [23, -1]");
        in("T{<2:0>}", "columns []");
        in(
                "T{<2:2>id~<4:16384><2:1><4:23><2:4><4:-1><2:1>"
                        + "~<4:0><2:0><4:4294967295><2:-1><4:12><2:0>}",
                "columns [id 16384.1 23 4 -1 1,  0.0 4294967295 -1 12 0]");
        in("C{SELECT 3~}", "done SELECT 3 3");
        in("C{INSERT 0 12~}C{INSERT 0 12~}", "done INSERT 0 12 12; done INSERT 0 12 12");
        in("C{SELECT 3~}C{SELECT 4~}", "done SELECT 3 3; done SELECT 4 4");
        in("C{BEGIN~}C{~}", "done BEGIN -1; done  -1");
        in("C{COPY 9999999999~}", "done COPY 9999999999 9999999999");
        in("C{CREATE TABLE~}", "done CREATE TABLE -1");
        in("C{X 1234567890123456789~}", "done X 1234567890123456789 -1");
    }

    private static void rows() {
        in("D{<2:0>}", "row");
        in("D{<2:1><4:1>a}", "row 'a'");
        in("D{<2:2><4:0><4:-1>}", "row '' NULL");
        in(
                "D{<2:3><4:-1><4:2>ab<4:-1>}D{<2:3><4:1>c<4:-1><4:3>def}",
                "row NULL 'ab' NULL; row 'c' NULL 'def'");
        in(
                "D{<2:1><4:1>a}D{<2:2><4:1>b<4:1>c}D{<2:1><4:1>d}C{SELECT 3~}",
                "row 'a'; row 'b' 'c'; row 'd'; done SELECT 3 3");
        in("D{<2:0>}D{<2:0>}N{Mx~~}D{<2:0>}", "row; row; notice M:x; row");
        in("D{<2:1><4:4>D~~~}D{<2:1><4:4>D~~~}", "row 'D\0\0\0'; row 'D\0\0\0'");
        String large = "x".repeat(70_000);
        in("D{<2:1><4:70000>" + large + "}Z{I}", "row '" + large + "'; ready I");
        in(
                "D{<2:1><4:1>a}D{<2:2><4:-1><4:70000>" + large + "}D{<2:1><4:1>b}",
                "row 'a'; row NULL '" + large + "'; row 'b'");
    }

    private static void reports() {
        in(
                "E{SERROR~VERROR~C23505~Mdouble~Ddetail~Hhint~P7~nkey~~}",
                "error S:ERROR V:ERROR C:23505 M:double D:detail H:hint P:7 n:key");
        in("N{SHINWEIS~VNOTICE~C00000~Mja~~}", "notice S:HINWEIS V:NOTICE C:00000 M:ja");
        in("E{~}", "error"); // libpq takes it too
        in("E{?of tomorrow~M~~}", "error ?:of tomorrow M:");
        in("E{Mone~Mtwo~~}", "error M:one M:two");
        in("E{M<x:e4>~~}", "error M:\ufffd");
    }

    private static void copy() {
        in("G{<1:0><2:2><2:0><2:0>}", "copy IN text [0, 0]");
        in("H{<1:1><2:1><2:1>}", "copy OUT binary [1]");
        in("W{<1:0><2:0>}", "copy BOTH text []");
        in("d{a\n}d{b\n}c{}C{COPY 2~}", "data a\nb\n; COPY_DONE; done COPY 2 2");
        in("d{}", "");
        in("d{}d{}c{}", "COPY_DONE");
        in("d{}d{x}d{}d{y}Z{I}", "data xy; ready I");
        String large = "y".repeat(70_000);
        in("d{1}d{" + large + "}d{2}c{}", "data 1" + large + "2; COPY_DONE");
    }

    private static void wrongLogin() {
        String stranger = "refused: The peer does not speak PostgreSQL's protocol: ...";
        atLogin("HTTP/1.1 400 Bad Request\r\n\r\n", stranger);
        atLogin("SSH-2.0-OpenSSH_9.2\r\n", stranger);
        atLogin("<x:15030100020246>", stranger); // an alert of TLS
        atLogin("Z{I}", stranger);
        atLogin("D{<2:0>}", stranger);
        atLogin("R<4:3>", "refused: The message 'R' claims to have 3 bytes, the limit is 1999");
        atLogin("R{}", "refused: The message 'R' ends before what it tells of");
        atLogin("R{<4:5>abc}", "refused: The message 'R' ends before what it tells of");
        atLogin(
                "R{<4:0>x}",
                "refused: The message 'R' is longer than what it tells of, by 1 bytes");
        atLogin("R{<4:10>~}", "refused: The server offers SASL without a mechanism");
        atLogin("R{<4:10>SCRAM~}", "refused: A string in the message 'R' goes beyond its end");
        atLogin(
                "R<4:2000>",
                "refused: The message 'R' claims to have 2000 bytes, the limit is 1999");
        atLogin(
                "N<4:-1>",
                "refused: The message 'N' claims to have 4294967295 bytes, the limit is 1999");
        atLogin(
                "E<4:2000>",
                "refused: The message 'E' claims to have 2000 bytes, the limit is 1999");
        atLogin(
                "v{<4:0><4:21>" + "a~".repeat(21) + "}",
                "refused: The message 'v' has 21 options, the limit is 20");
        atLogin("v{<4:0><4:-1>}", "refused: The message 'v' has -1 options, the limit is 20");
        atLogin(
                "R{<4:10>" + "a~".repeat(21) + "~}",
                "refused: The message 'R' has 21 mechanisms, the limit is 20");
        atLogin("Exit status of a shell, without an end", "more");
        atLogin("Exit" + "!".repeat(2_000), stranger);
    }

    private static void wrongSession() {
        in("x", "refused: A message of the unknown type 'x'");
        in("<x:00>", "refused: A message of the unknown type 0x00");
        in("Z{I}<x:ff>", "ready I; refused: A message of the unknown type 0xff");
        in("Z{}", "refused: The message 'Z' ends before what it tells of");
        in("Z{X}", "refused: ReadyForQuery with the unknown status 'X'");
        in("Z{II}", "refused: The message 'Z' is longer than what it tells of, by 1 bytes");
        in("1{x}", "refused: The message '1' is longer than what it tells of, by 1 bytes");
        in("C{SELECT 1}", "refused: A string in the message 'C' goes beyond its end");
        in("C{SELECT 1}Z{I}~", "refused: A string in the message 'C' goes beyond its end");
        in("C{a~b~}", "refused: The message 'C' is longer than what it tells of, by 2 bytes");
        in("S{a~}", "refused: A string in the message 'S' goes beyond its end");
        in("K{<4:1>abc}", "refused: BackendKeyData with a secret of 3 bytes");
        in("K{<4:1>" + "a".repeat(257) + "}", "refused: BackendKeyData with a secret of 257 bytes");
        in("t{<2:2><4:23>}", "refused: The message 't' has 4 bytes for 2 parameters");
        in("t{<2:-1>}", "refused: The message 't' has 65535 parameters, the limit is 300");
        in("T{<2:1>}", "refused: The message 'T' has 0 bytes for 1 columns");
        in("T{<2:301>}", "refused: The message 'T' has 301 columns, the limit is 300");
        in(
                "T{<2:1>a~<4:0><2:0><4:23><2:4><4:-1><2:2>}",
                "refused: A column has the unknown format 2");
        in(
                "T{<2:1>aaaaaaaaaaaaaaaaaaa}",
                "refused: A string in the message 'T' goes beyond its end");
        in("E{Mno end~}", "refused: The message 'E' ends before what it tells of");
        in("E{}", "refused: The message 'E' ends before what it tells of");
        in("E<4:9>M", "more");
        in(
                "E{" + "Mx~".repeat(21) + "~}",
                "refused: The message 'E' has 21 fields, the limit is 20");
        in("E<4:50000>", "refused: The message 'E' claims to have 50000 bytes, the limit is 49999");
        in("G{<1:2><2:0>}", "refused: COPY has the unknown format 2");
        in("H{<1:0><2:1><2:3>}", "refused: A column has the unknown format 3");
        in("H{<1:0><2:2><2:0>}", "refused: The message 'H' has 2 bytes for 2 columns");
        in("d<4:3>", "refused: The message 'd' claims to have 3 bytes, the limit is 99999");
        in(
                "d<4:-5>",
                "refused: The message 'd' claims to have 4294967291 bytes, the limit is 99999");
        in(
                "d{a}d<4:0>",
                "data a; refused: The message 'd' claims to have 0 bytes, the limit is 99999");
    }

    private static void wrongRows() {
        String end = "refused: The values of a row do not end where its length says";
        in("D<4:5>~", "refused: A row of 5 bytes");
        in("D{}", "refused: A row of 4 bytes");
        in("D{~}", "refused: A row of 5 bytes");
        in(
                "D<4:100000>",
                "refused: The message 'D' claims to have 100000 bytes, the limit is 99999");
        in("D{<2:1>}", "refused: A row of 6 bytes for 1 columns");
        in("D{<2:300>}", "refused: A row of 6 bytes for 300 columns");
        in("D{<2:301>}", "refused: A row has 301 columns, the limit is 300");
        in("D{<2:1><4:2>a}", end);
        in("D{<2:1><4:1>ab}", end);
        in("D{<2:1><4:-2>}", end);
        in("D{<2:2><4:4>abcd}", end);
        in("D{<2:1><4:2147483647>}", end);
        in("D{<2:0>x}", end);
        in("D{<2:1><4:1>a}D{<2:1><4:1>b}D{<2:1><4:9>c}D{<2:1><4:1>d}", "row 'a'; row 'b'; " + end);
        in("D{<2:1><4:1>a}D{<2:2>}", "row 'a'; refused: A row of 6 bytes for 2 columns");
        in("D{<2:0>}D<4:4>", "row; refused: A row of 4 bytes");
        in(
                "D{<2:0>}D<4:-1>~",
                "row; refused: The message 'D' claims to have 4294967295 bytes, the limit is 99999");
        in("D{<2:1><4:69999>" + "x".repeat(70_000) + "}", end);
    }
}
