package dev.rondo.http.server;

import static dev.rondo.http.server.Asking.bytes;
import static dev.rondo.http.server.Asking.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.http.Headers;
import dev.rondo.http.HttpException;
import dev.rondo.http.Payload;
import dev.rondo.http.coding.Coders;
import dev.rondo.http.server.RawClient.Answer;
import dev.rondo.stream.Network;
import dev.rondo.test.RondoTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.io.TempDir;

class CompressionTest {
    private static final String TEXT = "what is said again and again ".repeat(100);

    private final App app = new App();
    private final Asking asking;

    CompressionTest(Network network) {
        this.asking = new Asking(app, network);
        app.use(Compression.standard());
    }

    private Answer gzip(Response response) throws Exception {
        app.get("/", _ -> response);
        return asking.get("/", "Accept-Encoding", "gzip");
    }

    private static String gunzip(Answer answer) throws IOException {
        assertThat(field(answer, "Content-Encoding")).isEqualTo("gzip");
        byte[] all = new GZIPInputStream(new ByteArrayInputStream(bytes(answer))).readAllBytes();
        return new String(all, StandardCharsets.UTF_8);
    }

    @RondoTest
    void aTextIsCompressedForWhoAcceptsThat() throws Exception {
        Answer answer = gzip(Response.text(TEXT));
        assertThat(gunzip(answer)).isEqualTo(TEXT);
        assertThat(field(answer, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(field(answer, "Content-Length"))
                .isEqualTo(Integer.toString(answer.body().length()));
        Answer plain = asking.get("/");
        assertThat(plain.body()).isEqualTo(TEXT);
        assertThat(field(plain, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(asking.get("/", "Accept-Encoding", "gzip;q=0, compress").body()).isEqualTo(TEXT);
        assertThat(asking.get("/", "Accept-Encoding", "identity, gzip;q=0.5").body())
                .isEqualTo(TEXT);
    }

    @RondoTest
    void deflateIsZlibs() throws Exception {
        app.get("/", _ -> Response.text(TEXT));
        Answer answer = asking.get("/", "Accept-Encoding", "deflate");
        assertThat(field(answer, "Content-Encoding")).isEqualTo("deflate");
        var zlib = new InflaterInputStream(new ByteArrayInputStream(bytes(answer)));
        assertThat(new String(zlib.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(TEXT);
    }

    @RondoTest
    void librariesThatAreThereCompressToo() throws Exception {
        app.get("/", _ -> Response.text(TEXT));
        app.get(
                "/stream",
                _ ->
                        Response.stream(
                                        out -> {
                                            out.write(TEXT.getBytes(StandardCharsets.UTF_8));
                                            out.flush();
                                            out.write(TEXT.getBytes(StandardCharsets.UTF_8));
                                        })
                                .withHeader("Content-Type", "text/plain"));
        for (String coding : List.of("br", "zstd")) {
            Answer answer = asking.get("/", "Accept-Encoding", coding);
            assertThat(field(answer, "Content-Encoding")).isEqualTo(coding);
            assertThat(answer.body().length()).isLessThan(TEXT.length() / 5);
            assertThat(decoded(coding, answer)).isEqualTo(TEXT);
            Answer stream = asking.get("/stream", "Accept-Encoding", coding);
            assertThat(decoded(coding, stream)).isEqualTo(TEXT + TEXT);
        }
        Answer browser = asking.get("/", "Accept-Encoding", "gzip, deflate, br, zstd");
        assertThat(field(browser, "Content-Encoding")).isEqualTo("zstd");
    }

    private static String decoded(String coding, Answer answer) throws IOException {
        try (InputStream stream =
                Coders.find(coding)
                        .orElseThrow()
                        .decoding(new ByteArrayInputStream(bytes(answer)))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @RondoTest
    void aLargeTextIsCompressedToo() throws Exception {
        String large = TEXT.repeat(100);
        assertThat(gunzip(gzip(Response.text(large)))).isEqualTo(large);
    }

    @RondoTest
    void aStreamIsCompressedAsItComes() throws Exception {
        Answer answer =
                gzip(
                        Response.stream(
                                        out -> {
                                            out.write("first");
                                            out.flush();
                                            out.write(TEXT.repeat(100));
                                            out.flush();
                                            out.flush();
                                        })
                                .withType("text/plain"));
        assertThat(gunzip(answer)).isEqualTo("first" + TEXT.repeat(100));
        assertThat(field(answer, "Content-Length")).isEmpty();
    }

    @RondoTest
    void aStreamOfAKnownLengthIsCompressed() throws Exception {
        Payload known = new Payload.Stream(TEXT.length(), true, out -> out.write(TEXT));
        Headers fields =
                Headers.of("Content-Type", "text/plain", "Content-Length", "" + TEXT.length());
        assertThat(gunzip(gzip(Response.of(200, fields, known)))).isEqualTo(TEXT);
    }

    @RondoTest
    void aFileIsCompressedAndItsTagWeak(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("a.txt"), TEXT.repeat(50));
        app.files("/", folder);
        String strong = field(asking.get("/a.txt"), "ETag");
        Answer answer = asking.get("/a.txt", "Accept-Encoding", "gzip");
        assertThat(gunzip(answer)).isEqualTo(TEXT.repeat(50));
        assertThat(field(answer, "ETag")).isEqualTo("W/" + strong);
        assertThat(field(answer, "Accept-Ranges")).isEmpty();
        assertThat(
                        asking.get(
                                        "/a.txt",
                                        "Accept-Encoding",
                                        "gzip",
                                        "If-None-Match",
                                        "W/" + strong)
                                .status())
                .isEqualTo(304);
        Answer part = asking.get("/a.txt", "Accept-Encoding", "gzip", "Range", "bytes=0-1999");
        assertThat(part.status()).isEqualTo(206);
        assertThat(field(part, "Content-Encoding")).isEmpty();
    }

    @RondoTest
    void sb048WhatMustNotBeCompressedIsNot() throws Exception {
        Response text = Response.text(TEXT).withHeader("ETag", "\"v1\"");
        app.get("/encoded", _ -> text.withHeader("Content-Encoding", "br"));
        app.get("/part", _ -> text.withStatus(206));
        app.get("/none", _ -> Response.noContent());
        app.get("/same", _ -> Response.status(304).withHeader("ETag", "\"v1\""));
        app.get("/image", _ -> text.withType("image/png"));
        app.get("/small", _ -> Response.text("small"));
        app.get("/kept", _ -> text.withHeader("Cache-Control", "public, no-transform"));
        app.get("/random", _ -> Response.text("k").withPayload(Payload.of(random())));
        for (String path :
                new String[] {
                    "/encoded", "/part", "/none", "/same", "/image", "/small", "/kept", "/random"
                }) {
            Answer answer = asking.get(path, "Accept-Encoding", "gzip");
            assertThat(field(answer, "Content-Encoding")).as(path).isNotEqualTo("gzip");
            assertThat(field(answer, "ETag")).as(path).doesNotStartWith("W/");
        }
    }

    private static byte[] random() {
        byte[] bytes = new byte[2000];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    @RondoTest
    void sb048AStrongTagBecomesWeak() throws Exception {
        Answer answer = gzip(Response.text(TEXT).withHeader("ETag", "\"v1\""));
        assertThat(field(answer, "ETag")).isEqualTo("W/\"v1\"");
    }

    @RondoTest
    void varyIsAddedOnce() throws Exception {
        Answer answer = gzip(Response.text(TEXT).withHeader("Vary", "Origin, accept-encoding"));
        assertThat(field(answer, "Vary")).isEqualTo("Origin, accept-encoding");
    }

    @RondoTest
    void headHasTheFieldsOfTheCompressedAnswer() throws Exception {
        app.get("/", _ -> Response.text(TEXT));
        Answer answer = asking.ask("HEAD", "/", "Accept-Encoding", "gzip");
        assertThat(field(answer, "Content-Encoding")).isEqualTo("gzip");
        assertThat(field(answer, "Content-Length")).isEmpty();
    }

    @RondoTest
    void typesAndTheMinimumAreChosen(Network network) throws Exception {
        App own = new App();
        own.use(Compression.standard().withTypes("application/*").withMinimum(40).withLevel(9));
        own.get("/bytes", _ -> Response.bytes(new byte[40]));
        own.get("/few", _ -> Response.bytes(new byte[39]));
        own.get("/text", _ -> Response.text(TEXT));
        Asking it = new Asking(own, network);
        assertThat(it.get("/bytes", "Accept-Encoding", "gzip").body()).hasSizeLessThan(40);
        assertThat(it.get("/few", "Accept-Encoding", "gzip").body()).hasSize(39);
        assertThat(it.get("/text", "Accept-Encoding", "gzip").body()).isEqualTo(TEXT);
    }

    @RondoTest
    void errorsAreCompressedToo() throws Exception {
        app.get(
                "/",
                _ -> {
                    throw new HttpException(404, TEXT);
                });
        assertThat(gunzip(asking.get("/", "Accept-Encoding", "gzip"))).isEqualTo(TEXT);
    }
}
