package dev.rondo.http.server;

import static dev.rondo.http.server.Asking.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.http.HttpDate;
import dev.rondo.http.server.RawClient.Answer;
import dev.rondo.stream.Network;
import dev.rondo.test.Finding;
import dev.rondo.test.RondoTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {
    private static final Instant CHANGED = Instant.parse("2026-03-01T12:00:00.123456789Z");
    private static final String DATE = HttpDate.format(CHANGED);

    @TempDir Path outside;

    private final Network network;
    private final App app = new App();

    FilesTest(Network network) {
        this.network = network;
    }

    private Path root() throws IOException {
        return Files.createDirectories(outside.resolve("public"));
    }

    private Path file(String name, String content) throws IOException {
        Path file = root().resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(CHANGED));
        return file;
    }

    private Asking serving(FileOptions options) throws IOException {
        app.files("/static", root(), options);
        return new Asking(app, network);
    }

    private Asking serving() throws IOException {
        return serving(FileOptions.defaults());
    }

    // ---- Whole files

    @RondoTest
    void aFileHasItsTypeLengthTagAndDate() throws Exception {
        file("a.css", "b{}");
        Answer answer = serving().get("/static/a.css");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("b{}");
        Map<String, String> fields = new LinkedHashMap<>();
        for (String name :
                new String[] {"Content-Type", "Content-Length", "ETag", "Last-Modified",
                    "Accept-Ranges", "Cache-Control", "Vary"}) {
            fields.put(name, field(answer, name));
        }
        long nanos = CHANGED.getEpochSecond() * 1_000_000_000 + CHANGED.getNano();
        assertThat(fields)
                .containsEntry("Content-Type", "text/css; charset=utf-8")
                .containsEntry("Content-Length", "3")
                .containsEntry("ETag", "\"" + Long.toHexString(nanos) + "-3\"")
                .containsEntry("Last-Modified", DATE)
                .containsEntry("Accept-Ranges", "bytes")
                .containsEntry("Cache-Control", "")
                .containsEntry("Vary", "");
    }

    @RondoTest
    void headHasTheFieldsAndNoBody() throws Exception {
        file("a.txt", "hello");
        Answer answer = serving().ask("HEAD", "/static/a.txt", "Range", "bytes=0-1");
        assertThat(answer.status()).isEqualTo(200); // parts are for GET alone
        assertThat(field(answer, "Content-Length")).isEqualTo("5");
        assertThat(answer.body()).isEmpty();
    }

    @RondoTest
    void otherMethodsAreNotAllowed() throws Exception {
        file("a.txt", "hello");
        Answer answer = serving().ask("POST", "/static/a.txt", "Content-Length", "0");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(field(answer, "Allow")).isEqualTo("GET, HEAD");
    }

    @RondoTest
    void anEmptyFileIsSent() throws Exception {
        file("empty.bin", "");
        Answer answer = serving().get("/static/empty.bin");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(field(answer, "Content-Length")).isEqualTo("0");
        assertThat(field(answer, "Content-Type")).isEqualTo("application/octet-stream");
    }

    @RondoTest
    void namesWithOtherLettersAreDecodedOnce() throws Exception {
        file("a b%41ü.txt", "odd");
        Asking asking = serving();
        assertThat(asking.get("/static/a%20b%2541%C3%BC.txt").body()).isEqualTo("odd");
        assertThat(asking.get("/static/a%20b%41%C3%BC.txt").status()).isEqualTo(404);
    }

    @RondoTest
    void cachesAreToldWhatTheOptionSays() throws Exception {
        file("a.txt", "hello");
        Asking asking = serving(FileOptions.defaults().withCacheControl("public, max-age=60"));
        Answer whole = asking.get("/static/a.txt");
        assertThat(field(whole, "Cache-Control")).isEqualTo("public, max-age=60");
        Answer same = asking.get("/static/a.txt", "If-None-Match", field(whole, "ETag"));
        assertThat(field(same, "Cache-Control")).isEqualTo("public, max-age=60");
        assertThat(field(asking.get("/static/none"), "Cache-Control")).isEmpty();
    }

    @RondoTest
    void aLargeFileArrivesWhole() throws Exception {
        String large = "0123456789abcdef".repeat(40_000);
        file("large.txt", large);
        assertThat(serving().get("/static/large.txt").body()).isEqualTo(large);
    }

    // ---- Conditions (RFC 9110, section 13.2.2)

    @RondoTest
    void aClientThatHasTheFileIsToldSo() throws Exception {
        file("a.txt", "hello");
        Asking asking = serving();
        String tag = field(asking.get("/static/a.txt"), "ETag");
        Answer byTag = asking.get("/static/a.txt", "If-None-Match", "\"x\", W/" + tag);
        assertThat(byTag.status()).isEqualTo(304);
        assertThat(byTag.body()).isEmpty();
        assertThat(field(byTag, "ETag")).isEqualTo(tag);
        assertThat(field(byTag, "Content-Type")).isEmpty();
        assertThat(asking.get("/static/a.txt", "If-Modified-Since", DATE).status()).isEqualTo(304);
        assertThat(
                        asking.get(
                                        "/static/a.txt",
                                        "If-Modified-Since",
                                        "Sat, 28 Feb 2026 12:00:00 GMT")
                                .status())
                .isEqualTo(200);
    }

    @RondoTest
    void sb050TheTagWinsOverTheDate() throws Exception {
        file("a.txt", "hello");
        Asking asking = serving();
        String tag = field(asking.get("/static/a.txt"), "ETag");
        String before = "Sat, 28 Feb 2026 12:00:00 GMT"; // by this alone it has changed
        assertThat(
                        asking.get(
                                        "/static/a.txt",
                                        "If-None-Match",
                                        tag,
                                        "If-Modified-Since",
                                        before)
                                .status())
                .isEqualTo(304);
        assertThat(
                        asking.get(
                                        "/static/a.txt",
                                        "If-None-Match",
                                        "\"other\"",
                                        "If-Modified-Since",
                                        DATE)
                                .status())
                .isEqualTo(200);
    }

    @RondoTest
    void whatIsAskedOfAnotherVersionFails() throws Exception {
        file("a.txt", "hello");
        Asking asking = serving();
        assertThat(asking.get("/static/a.txt", "If-Match", "\"other\"").status()).isEqualTo(412);
        assertThat(asking.get("/static/a.txt", "If-Match", "*").status()).isEqualTo(200);
        assertThat(
                        asking.get(
                                        "/static/a.txt",
                                        "If-Unmodified-Since",
                                        "Sat, 28 Feb 2026 12:00:00 GMT")
                                .status())
                .isEqualTo(412);
    }

    // ---- Parts

    private Answer range(String range) throws Exception {
        file("ten.txt", "0123456789");
        return serving().get("/static/ten.txt", "Range", range);
    }

    @RondoTest
    void aPartIsSentWithItsPlace() throws Exception {
        Answer answer = range("bytes=2-4");
        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo("234");
        assertThat(field(answer, "Content-Range")).isEqualTo("bytes 2-4/10");
        assertThat(field(answer, "Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(field(answer, "ETag")).isNotEmpty();
    }

    @RondoTest
    void sr158FromTheBeginIsAPartToo() throws Exception {
        Answer answer = range("bytes=0-");
        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo("0123456789");
    }

    @RondoTest
    void theEndIsAskedForByItsLength() throws Exception {
        assertThat(range("bytes=-3").body()).isEqualTo("789");
    }

    @RondoTest
    void sr160ARangeThatRunsBackwardsIsNone() throws Exception {
        assertThat(range("bytes=5-2").status()).isEqualTo(200);
    }

    @RondoTest
    void sr162ARangeBehindTheEndIsRefusedWithTheSize() throws Exception {
        Answer answer = range("bytes=99999999999999999999-");
        assertThat(answer.status()).isEqualTo(416);
        assertThat(field(answer, "Content-Range")).isEqualTo("bytes */10");
    }

    @RondoTest
    void severalPartsComeAsMultipart() throws Exception {
        file("k.txt", "x".repeat(500) + "0123456789" + "y".repeat(500));
        Answer answer = serving().get("/static/k.txt", "Range", "bytes=501-503, -2, 0-0");
        assertThat(answer.status()).isEqualTo(206);
        String type = field(answer, "Content-Type");
        assertThat(type).startsWith("multipart/byteranges; boundary=");
        String boundary = type.substring(type.indexOf('=') + 1);
        String part = "\r\n--" + boundary + "\r\nContent-Type: text/plain; charset=utf-8\r\n";
        assertThat(answer.body())
                .isEqualTo(
                        part
                                + "Content-Range: bytes 501-503/1010\r\n\r\n123"
                                + part
                                + "Content-Range: bytes 1008-1009/1010\r\n\r\nyy"
                                + part
                                + "Content-Range: bytes 0-0/1010\r\n\r\nx"
                                + "\r\n--"
                                + boundary
                                + "--\r\n");
        assertThat(field(answer, "Content-Length"))
                .isEqualTo(Integer.toString(answer.body().length()));
    }

    @RondoTest
    void partsThatAreMoreThanTheWholeAreTheWhole() throws Exception {
        assertThat(range("bytes=0-1,3-4,6-7").status()).isEqualTo(200);
        String many = "bytes=" + "0-,".repeat(1000) + "0-";
        assertThat(new Asking(app, network).get("/static/ten.txt", "Range", many).status())
                .isEqualTo(200);
    }

    @RondoTest
    void aPartOfAnotherVersionIsTheWhole() throws Exception {
        file("ten.txt", "0123456789");
        Asking asking = serving();
        String tag = field(asking.get("/static/ten.txt"), "ETag");
        String[] range = {"Range", "bytes=0-1", "If-Range", ""};
        for (String same : new String[] {tag, DATE}) {
            range[3] = same;
            assertThat(asking.get("/static/ten.txt", range).status()).isEqualTo(206);
        }
        for (String other : new String[] {"\"x\"", "W/" + tag, "Sun, 01 Mar 2026 12:00:01 GMT"}) {
            range[3] = other;
            assertThat(asking.get("/static/ten.txt", range).status()).isEqualTo(200);
        }
    }

    // ---- Compressed siblings

    @RondoTest
    void theSiblingThatTheClientLikesIsSent() throws Exception {
        file("a.js", "plain");
        file("a.js.gz", "gzip!");
        file("a.js.br", "brotli");
        Asking asking = serving();
        Answer both = asking.get("/static/a.js", "Accept-Encoding", "gzip, deflate, br");
        assertThat(both.body()).isEqualTo("brotli");
        assertThat(field(both, "Content-Encoding")).isEqualTo("br");
        assertThat(field(both, "Content-Type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(field(both, "Vary")).isEqualTo("Accept-Encoding");
        Answer gzip = asking.get("/static/a.js", "Accept-Encoding", "gzip, br;q=0.5");
        assertThat(gzip.body()).isEqualTo("gzip!");
        assertThat(field(gzip, "ETag")).isNotEqualTo(field(both, "ETag"));
        Answer none = asking.get("/static/a.js");
        assertThat(none.body()).isEqualTo("plain");
        assertThat(field(none, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(field(none, "Content-Encoding")).isEmpty();
        assertThat(asking.get("/static/a.js", "Accept-Encoding", "br;q=0").body())
                .isEqualTo("plain");
    }

    @RondoTest
    void siblingsAreLeftAloneByOption() throws Exception {
        file("a.js", "plain");
        file("a.js.gz", "gzip!");
        Asking asking = serving(FileOptions.defaults().withPrecompressed(false));
        assertThat(asking.get("/static/a.js", "Accept-Encoding", "gzip").body()).isEqualTo("plain");
    }

    @RondoTest
    void aCompressedFileThatIsAskedForByNameIsAFile() throws Exception {
        file("a.gz", "bytes");
        Answer answer = serving().get("/static/a.gz", "Accept-Encoding", "gzip");
        assertThat(field(answer, "Content-Type")).isEqualTo("application/gzip");
        assertThat(field(answer, "Content-Encoding")).isEmpty();
    }

    // ---- Folders

    @RondoTest
    void aFolderIsItsIndexBehindASlash() throws Exception {
        file("index.html", "<p>root");
        file("sub/index.html", "<p>sub");
        Asking asking = serving();
        assertThat(asking.get("/static/").body()).isEqualTo("<p>root");
        assertThat(asking.get("/static/sub/").body()).isEqualTo("<p>sub");
        Answer redirect = asking.get("/static/sub?a=1");
        assertThat(redirect.status()).isEqualTo(301);
        assertThat(field(redirect, "Location")).isEqualTo("./sub/?a=1");
        assertThat(field(asking.get("/static"), "Location")).isEqualTo("./static/");
        assertThat(asking.get("/static/sub/index.html/").status()).isEqualTo(404);
    }

    @RondoTest
    void aFolderWithoutAnIndexIsNotThere() throws Exception {
        file("sub/a.txt", "x");
        Asking asking = serving();
        assertThat(asking.get("/static/sub/").status()).isEqualTo(404);
        assertThat(asking.get("/static/sub").status()).isEqualTo(404);
        assertThat(asking.get("/static/").status()).isEqualTo(404);
    }

    @RondoTest
    void aListingIsSortedAndEscaped() throws Exception {
        file("b.txt", "");
        file("A <b>&\"'.txt", "");
        file("c:d", "");
        file(".hidden", "");
        file("sub/x", "");
        Files.createSymbolicLink(root().resolve("link"), root().resolve("sub"));
        Answer answer = serving(FileOptions.defaults().withListing(true)).get("/static/");
        assertThat(field(answer, "Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(answer.body().lines().filter(line -> line.startsWith("<li>")))
                .containsExactly(
                        "<li><a href=\"./A%20%3Cb%3E&amp;%22&#39;.txt\">"
                                + "A &lt;b&gt;&amp;&quot;&#39;.txt</a></li>",
                        "<li><a href=\"./b.txt\">b.txt</a></li>",
                        "<li><a href=\"./c:d\">c:d</a></li>",
                        "<li><a href=\"./link/\">link@</a></li>",
                        "<li><a href=\"./sub/\">sub/</a></li>");
        assertThat(answer.body()).contains("<h1>Directory listing for /static/</h1>");
    }

    @RondoTest
    void sr152ARedirectionStaysOnThisHost() throws Exception {
        file("evil.example/x", "");
        file("index.html", "root");
        app.files("/", root(), FileOptions.defaults().withListing(true));
        Asking asking = new Asking(app, network);
        for (String path :
                new String[] {
                    "//evil.example", "//evil.example/..", "/%2fevil.example", "/\\evil.example",
                    "/%5cevil.example", "///evil.example", "/.//evil.example"
                }) {
            Answer answer = asking.get(path);
            assertThat(field(answer, "Location")).as(path).isEmpty();
        }
        assertThat(field(asking.get("/evil.example"), "Location")).isEqualTo("./evil.example/");
    }

    @RondoTest
    void aRouteOfTheProgramsOwnMayStandAtThePrefix() throws Exception {
        app.get("/static", _ -> Response.text("mine"));
        file("a.txt", "a");
        assertThat(serving().get("/static").body()).isEqualTo("mine");
    }

    @RondoTest
    void theRouteBuildsPaths() throws Exception {
        app.files("/static", root()).named("static");
        assertThat(app.url("static", "css/a b.css")).isEqualTo("/static/css/a%20b.css");
    }

    // ---- Nothing but the folder

    @RondoTest
    void sr150NoPathLeadsOutOfTheFolder() throws Exception {
        Files.writeString(outside.resolve("secret"), "TOP SECRET");
        file("a.txt", "a");
        Asking asking = serving();
        for (String path :
                new String[] {
                    "/static/..%2f..%2f..%2fetc/passwd",
                    "/static/..%2fsecret",
                    "/static/%2e%2e/secret",
                    "/static/%2e%2e%2fsecret",
                    "/static/..%5csecret",
                    "/static/..\\secret",
                    "/static/%2fetc%2fpasswd",
                    "/static//etc/passwd",
                    "/static/sub/../../secret",
                    "/static/a.txt/../../secret",
                    "/static/..;/secret",
                    "/static/%252e%252e/secret",
                    "/static/%c0%ae%c0%ae/secret",
                    "/static/a.txt%00.css"
                }) {
            Answer answer = asking.get(path);
            assertThat(answer.status()).as(path).isIn(400, 403, 404);
            assertThat(answer.body()).as(path).doesNotContain("SECRET").doesNotContain("root:");
        }
    }

    @RondoTest
    void sr154ANulIsRefused() throws Exception {
        file("f", "");
        assertThat(serving().get("/static/f%00.txt").status()).isIn(400, 404);
    }

    @RondoTest
    void linksThatLeadOutAreRefusedUnlessTheyAreFollowed() throws Exception {
        Files.writeString(outside.resolve("secret"), "secret");
        file("in.txt", "inside");
        Files.createSymbolicLink(root().resolve("out"), outside.resolve("secret"));
        Files.createSymbolicLink(root().resolve("up"), outside);
        Files.createSymbolicLink(root().resolve("in"), root().resolve("in.txt"));
        Files.createSymbolicLink(root().resolve("in.txt.gz"), outside.resolve("secret"));
        Files.createSymbolicLink(root().resolve("round"), root().resolve("round"));
        Asking asking = serving();
        assertThat(asking.get("/static/out").status()).isEqualTo(404);
        assertThat(asking.get("/static/up/secret").status()).isEqualTo(404);
        assertThat(asking.get("/static/up/public/in.txt").body()).isEqualTo("inside");
        assertThat(asking.get("/static/in").body()).isEqualTo("inside");
        assertThat(asking.get("/static/in.txt", "Accept-Encoding", "gzip").body())
                .isEqualTo("inside");
        assertThat(asking.get("/static/round").status()).isEqualTo(404);
    }

    @RondoTest
    void linksThatLeadOutAreFollowedByOption() throws Exception {
        Files.writeString(outside.resolve("shared"), "shared");
        Files.createSymbolicLink(root().resolve("out"), outside.resolve("shared"));
        Asking asking = serving(FileOptions.defaults().withOutsideLinks(true));
        assertThat(asking.get("/static/out").body()).isEqualTo("shared");
    }

    @RondoTest
    void theFolderItselfMayBeALinkThatIsSwitched() throws Exception {
        for (String release : new String[] {"one", "two"}) {
            Files.writeString(Files.createDirectories(outside.resolve(release)).resolve("v"), release);
        }
        Path current = outside.resolve("current");
        Files.createSymbolicLink(current, outside.resolve("one"));
        app.files("/", current);
        Asking asking = new Asking(app, network);
        assertThat(asking.get("/v").body()).isEqualTo("one");
        Files.delete(current);
        Files.createSymbolicLink(current, outside.resolve("two"));
        Rondo.sleep(2);
        assertThat(asking.get("/v").body()).isEqualTo("two");
    }

    @RondoTest
    void hiddenFilesAreNotThereUnlessTheyAreShown() throws Exception {
        file(".env", "KEY");
        file(".git/config", "x");
        Asking asking = serving();
        assertThat(asking.get("/static/.env").status()).isEqualTo(404);
        assertThat(asking.get("/static/.git/config").status()).isEqualTo(404);
    }

    @RondoTest
    void hiddenFilesAreShownByOption() throws Exception {
        file(".well-known/x", "known");
        Asking asking = serving(FileOptions.defaults().withHidden(true));
        assertThat(asking.get("/static/.well-known/x").body()).isEqualTo("known");
    }

    @RondoTest
    void specialFilesAreRefused() throws Exception {
        Path pipe = root().resolve("pipe");
        Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
        Assumptions.assumeTrue(Rondo.toThread(() -> made.waitFor()) == 0, "mkfifo");
        Files.createSymbolicLink(root().resolve("device"), Path.of("/dev/zero"));
        Asking asking = serving(FileOptions.defaults().withOutsideLinks(true));
        assertThat(asking.get("/static/pipe").status()).isEqualTo(404);
        assertThat(asking.get("/static/device").status()).isEqualTo(404);
    }

    @RondoTest
    void aFileThatMayNotBeReadIsForbidden() throws Exception {
        Path file = file("locked", "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        Assumptions.assumeFalse(Files.isReadable(file), "this user may read everything");
        assertThat(serving().get("/static/locked").status()).isEqualTo(403);
    }

    @RondoTest
    void aNameThatIsTooLongIsNotThere() throws Exception {
        file("a", "x");
        assertThat(serving().get("/static/" + "x".repeat(300)).status()).isEqualTo(404);
        assertThat(new Asking(app, network).get("/static/a/b").status()).isEqualTo(404);
    }

    // ---- Files that change

    @RondoTest
    void aFileThatWasJustServedIsSeenToChangeAndGo() throws Exception {
        Path file = file("a.txt", "one");
        serving().talk((_, client) -> {
            String get = "GET /static/a.txt HTTP/1.1\r\nHost: a\r\n\r\n";
            assertThat(client.send(get).answer().body()).isEqualTo("one");
            Files.writeString(file, "three");
            assertThat(client.send(get).answer().body()).isEqualTo("three");
            Files.delete(file);
            assertThat(client.send(get).answer().status()).isEqualTo(404);
            Files.createSymbolicLink(file, Path.of("/etc/passwd"));
            assertThat(client.send(get).answer().status()).isEqualTo(404);
        });
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    void whatGoesOrShrinksWhileItIsSentBreaksOffThatAnswerAlone() throws Exception {
        Path gone = file("gone", "x".repeat(100_000));
        Path cut = file("cut", "x".repeat(100_000));
        file("stays", "stays");
        app.get("/gone", request -> {
            Response response = Response.file(request, gone);
            Files.delete(gone);
            return response;
        });
        app.get("/cut", request -> {
            Response response = Response.file(request, cut);
            Files.writeString(cut, "short");
            return response;
        });
        serving().talk((_, client) -> {
            for (String path : new String[] {"/gone", "/cut"}) {
                try (RawClient other = RawClient.connect(network)) {
                    other.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
                    assertThatThrownBy(other::answer).as(path).isNotNull();
                }
            }
            String get = "GET /static/stays HTTP/1.1\r\nHost: a\r\n\r\n";
            assertThat(client.send(get).answer().body()).isEqualTo("stays");
        });
    }

    // ---- One file of the program's

    @RondoTest
    void aHandlerAnswersWithAFileFromAnywhere() throws Exception {
        Path report = Files.writeString(outside.resolve(".report"), "numbers");
        app.get("/report", request -> Response.file(request, report).withAttachment("Röp 1.txt"));
        app.get("/none", request -> Response.file(request, outside.resolve("none")));
        app.get("/folder", request -> Response.file(request, outside));
        Asking asking = new Asking(app, network);
        Answer answer = asking.get("/report", "Range", "bytes=0-2");
        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo("num");
        assertThat(field(answer, "Content-Disposition"))
                .isEqualTo("attachment; filename=\"R_p 1.txt\"; filename*=UTF-8''R%C3%B6p%201.txt");
        assertThat(asking.get("/none").status()).isEqualTo(404);
        assertThat(asking.get("/folder").status()).isEqualTo(404);
    }

    @RondoTest
    void optionsRefuseWhatTheyCannotUse() {
        FileOptions options = FileOptions.defaults();
        assertThatThrownBy(() -> options.withIndex("../x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.withCacheControl("a\r\nb"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
