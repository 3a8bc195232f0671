package dev.rondo.http.server;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.http.BodySource;
import dev.rondo.http.BodyWriter;
import dev.rondo.http.ByteRange;
import dev.rondo.http.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Several parts of a file as {@code multipart/byteranges} (RFC 9110, section 14.6). Its length is
 * known. The boundary is drawn anew for each answer, so that no file can have it in it on purpose.
 */
final class FileParts implements BodySource {
    private final FileVersion version;
    private final List<ByteRange> ranges;
    private final List<byte[]> heads;
    private final byte[] end;
    private final String boundary;

    FileParts(FileVersion version, MediaType type, List<ByteRange> ranges) {
        EventLoop loop = Rondo.runningLoop();
        this.boundary =
                Long.toHexString(loop.draw(Long.MAX_VALUE))
                        + Long.toHexString(loop.draw(Long.MAX_VALUE));
        this.version = version;
        this.ranges = ranges;
        this.heads = ranges.stream().map(range -> head(type, range)).toList();
        this.end = bytes("\r\n--" + boundary + "--\r\n");
    }

    private byte[] head(MediaType type, ByteRange range) {
        return bytes(
                "\r\n--"
                        + boundary
                        + "\r\nContent-Type: "
                        + type
                        + "\r\nContent-Range: "
                        + range.contentRange(version.size())
                        + "\r\n\r\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    String type() {
        return "multipart/byteranges; boundary=" + boundary;
    }

    long length() {
        long length = end.length;
        for (int i = 0; i < ranges.size(); i++) {
            length += heads.get(i).length + ranges.get(i).length();
        }
        return length;
    }

    @Override
    public void writeTo(BodyWriter out) throws Exception {
        try (FilePieces pieces = FilePieces.open(version.path())) {
            for (int i = 0; i < ranges.size(); i++) {
                ByteRange range = ranges.get(i);
                out.write(heads.get(i));
                pieces.send(range.first(), range.length(), out);
            }
        }
        out.write(end);
    }
}
