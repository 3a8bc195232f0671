package dev.rondo.http.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.http.ContentDisposition;
import dev.rondo.http.Headers;
import dev.rondo.http.MalformedException;
import dev.rondo.http.MediaType;
import dev.rondo.http.MultipartLimits;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MultipartEncoderTest {
    private final MultipartEncoder encoder = new MultipartEncoder("b");

    private static Headers field(String name) {
        return MultipartEncoder.formFields(name, Optional.empty(), Optional.empty());
    }

    @Test
    void partsAndTheirSizesAreKnownBefore() {
        byte[] head = encoder.head(Headers.of("A", "1", "B", "2"));
        assertThat(new String(head, ISO_8859_1)).isEqualTo("--b\r\nA: 1\r\nB: 2\r\n\r\n");
        assertThat(new String(encoder.partEnd(), ISO_8859_1)).isEqualTo("\r\n");
        assertThat(new String(encoder.end(), ISO_8859_1)).isEqualTo("--b--\r\n");
        byte[] body = "body".getBytes(UTF_8);
        ByteWriter writer = new ByteWriter();
        writer.put(head).put(body).put(encoder.partEnd());
        assertThat(MultipartEncoder.partSize(head, body.length)).isEqualTo(writer.size());
    }

    @Test
    void whatIsWrittenIsRead() {
        Headers fields =
                MultipartEncoder.formFields(
                        "ä\"\r\n", Optional.of("€.png"), Optional.of(MediaType.parse("image/png")));
        ByteWriter writer = new ByteWriter();
        writer.put(encoder.head(fields)).put("x\r\n-y".getBytes(UTF_8)).put(encoder.partEnd());
        writer.put(encoder.end());
        byte[] bytes = writer.toBytes();
        assertThat(new String(bytes, UTF_8))
                .isEqualTo(
                        "--b\r\nContent-Disposition: form-data; name=\"ä%22%0D%0A\";"
                                + " filename=\"€.png\"\r\nContent-Type: image/png\r\n\r\nx\r\n-y\r\n"
                                + "--b--\r\n");
        ByteQueue queue = new ByteQueue();
        queue.add(bytes, 0, bytes.length);
        MultipartParser parser = new MultipartParser("b", MultipartLimits.standard());
        assertThat(parser.next(queue)).isEqualTo(MultipartParser.Event.PART);
        assertThat(ContentDisposition.of(parser.headers()))
                .contains(ContentDisposition.formFile("ä\"\r\n", "€.png"));
        assertThat(MediaType.of(parser.headers())).contains(MediaType.parse("image/png"));
        assertThat(parser.next(queue)).isEqualTo(MultipartParser.Event.DATA);
        assertThat(new String(queue.take(parser.available()), UTF_8)).isEqualTo("x\r\n-y");
        parser.took(parser.available());
        assertThat(parser.next(queue)).isEqualTo(MultipartParser.Event.PART_END);
        assertThat(parser.next(queue)).isEqualTo(MultipartParser.Event.END);
        parser.finish();
    }

    /** CB-038. */
    @Test
    void namesTypesAndFieldsCannotAddFields() {
        assertThat(field("a\r\nX: 1").first("Content-Disposition"))
                .contains("form-data; name=\"a%0D%0AX: 1\"");
        assertThat(field("a\"; filename=\"x").first("Content-Disposition"))
                .contains("form-data; name=\"a%22; filename=%22x\"");
        assertThatThrownBy(() -> field("a\0")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Headers.of("A", "b\r\nX: 1"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MultipartEncoder("b\r\n"))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void boundariesAreMadeOfEntropy() {
        String boundary = MultipartEncoder.boundary(-1, 10);
        assertThat(boundary).isEqualTo("rondo-ffffffffffffffff000000000000000a");
        assertThat(new MultipartEncoder(boundary).mediaType("form-data"))
                .hasToString("multipart/form-data; boundary=" + boundary);
        assertThat(new MultipartEncoder("a b").mediaType("mixed"))
                .hasToString("multipart/mixed; boundary=\"a b\"");
    }
}
