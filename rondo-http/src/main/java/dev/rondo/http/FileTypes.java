package dev.rondo.http;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Endings of files and their media types: IANA's types, nginx's {@code mime.types} for endings. */
final class FileTypes {
    private static final String TABLE =
            """
            text/html html htm shtml
            text/css css
            text/javascript js mjs
            text/plain txt log conf
            text/csv csv
            text/markdown md
            text/calendar ics
            text/vcard vcf
            text/xml xml
            application/json json map
            application/ld+json jsonld
            application/geo+json geojson
            application/manifest+json webmanifest
            application/atom+xml atom
            application/rss+xml rss
            application/xhtml+xml xhtml
            application/yaml yaml yml
            application/wasm wasm
            application/pdf pdf
            application/rtf rtf
            application/zip zip
            application/gzip gz
            application/x-7z-compressed 7z
            application/x-tar tar
            application/zstd zst
            application/java-archive jar war ear
            application/postscript ps eps ai
            application/sql sql
            application/epub+zip epub
            application/msword doc
            application/vnd.ms-excel xls
            application/vnd.ms-powerpoint ppt
            application/vnd.oasis.opendocument.text odt
            application/vnd.oasis.opendocument.spreadsheet ods
            application/vnd.oasis.opendocument.presentation odp
            application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
            application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
            application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
            application/vnd.apple.mpegurl m3u8
            image/png png
            image/jpeg jpg jpeg
            image/gif gif
            image/webp webp
            image/avif avif
            image/svg+xml svg
            image/tiff tif tiff
            image/bmp bmp
            image/vnd.microsoft.icon ico
            font/woff woff
            font/woff2 woff2
            font/ttf ttf
            font/otf otf
            audio/mpeg mp3
            audio/ogg ogg opus
            audio/mp4 m4a
            audio/aac aac
            audio/flac flac
            audio/midi mid midi
            audio/wav wav
            video/mp4 mp4
            video/mpeg mpeg mpg
            video/webm webm
            video/quicktime mov
            video/mp2t ts
            video/x-msvideo avi
            """;

    private static final Map<String, MediaType> BY_ENDING = new LinkedHashMap<>();

    static {
        for (String line : TABLE.lines().toList()) {
            String[] words = line.split(" ");
            MediaType type = MediaType.parse(words[0]);
            MediaType said = type.type().equals("text") ? type.with("charset", "utf-8") : type;
            for (int i = 1; i < words.length; i++) {
                BY_ENDING.put(words[i], said);
            }
        }
    }

    private FileTypes() {}

    static MediaType of(String name) {
        int dot = name.lastIndexOf('.');
        int slash = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
        if (dot < slash) {
            return MediaType.OCTET_STREAM;
        }
        String ending = name.substring(dot + 1).toLowerCase(Locale.ROOT);
        return dot < 0
                ? MediaType.OCTET_STREAM
                : BY_ENDING.getOrDefault(ending, MediaType.OCTET_STREAM);
    }
}
