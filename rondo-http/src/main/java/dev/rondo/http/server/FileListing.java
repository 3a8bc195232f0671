package dev.rondo.http.server;

import dev.rondo.http.Url;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The page of what is in a folder, as {@code python -m http.server} shows it: by name in lower
 * case, folders with a slash behind them and links with an at sign. Blocks.
 */
final class FileListing {
    private static final int MOST = 10_000; // entries of a page

    private record Entry(String name, boolean isFolder, boolean isLink) {}

    private FileListing() {}

    /**
     * Returns the page.
     *
     * @param title the path to show, decoded
     * @throws IOException if the folder cannot be read
     */
    static String of(Path folder, String title, FileOptions options) throws IOException {
        List<Entry> entries = new ArrayList<>();
        boolean more = read(folder, options, entries);
        entries.sort(
                Comparator.comparing((Entry entry) -> entry.name().toLowerCase(Locale.ROOT))
                        .thenComparing(Entry::name));
        return page("Directory listing for " + title, entries, more);
    }

    private static boolean read(Path folder, FileOptions options, List<Entry> entries)
            throws IOException {
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
            for (Path path : paths) {
                String name = String.valueOf(path.getFileName());
                if (name.startsWith(".") && !options.hidden()) {
                    continue;
                }
                if (entries.size() == MOST) {
                    return true;
                }
                entries.add(
                        new Entry(
                                name,
                                Files.isDirectory(path),
                                Files.isDirectory(path) != isFolder(path)
                                        || Files.isSymbolicLink(path)));
            }
        }
        return false;
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static String page(String title, List<Entry> entries, boolean more) {
        StringBuilder page = new StringBuilder(256 + 64 * entries.size());
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.append("<title>").append(escaped(title)).append("</title>\n</head>\n<body>\n");
        page.append("<h1>").append(escaped(title)).append("</h1>\n<hr>\n<ul>\n");
        for (Entry entry : entries) {
            // "./" so that a colon in a name makes no scheme of what is before it.
            page.append("<li><a href=\"./").append(escaped(Url.encodeSegment(entry.name())));
            page.append(entry.isFolder() ? "/\">" : "\">").append(escaped(entry.name()));
            page.append(entry.isLink() ? "@" : entry.isFolder() ? "/" : "").append("</a></li>\n");
        }
        page.append("</ul>\n<hr>\n");
        page.append(more ? "<p>and more than these " + MOST + "</p>\n" : "");
        return page.append("</body>\n</html>\n").toString();
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
