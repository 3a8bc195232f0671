package dev.rondo.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Makes names of files harmless. See {@link ContentDisposition#safeFileName(String)}. */
final class SafeFileName {
    private static final int LONGEST = 255; // bytes, of Linux's and others' file systems

    private SafeFileName() {}

    static String of(String fileName) {
        String name = fileName;
        name = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        StringBuilder safe = new StringBuilder(name.length());
        name.codePoints().forEach(c -> safe.appendCodePoint(isRefused(c) ? '_' : c));
        String bare = stripped(safe.toString());
        String shortened = stripped(shortened(isDevice(bare) ? "_" + bare : bare));
        return shortened.isEmpty() ? "file" : shortened;
    }

    private static boolean isRefused(int c) {
        return c > 0xffff
                ? !Character.isDefined(c)
                : Character.isISOControl(c)
                        || Character.isSurrogate((char) c)
                        || Character.getType(c) == Character.FORMAT // turns text around
                        || "<>:\"|?*".indexOf(c) >= 0;
    }

    private static String stripped(String name) {
        int start = 0;
        int end = name.length();
        while (start < end && isEdge(name.charAt(start))) {
            start++;
        }
        while (end > start && isEdge(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(start, end);
    }

    private static boolean isEdge(char c) {
        return c == '.' || Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static boolean isDevice(String name) {
        int dot = name.indexOf('.');
        String stem = (dot < 0 ? name : name.substring(0, dot)).strip().toUpperCase(Locale.ROOT);
        return switch (stem) {
            case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$" -> true;
            default ->
                    stem.length() == 4
                            && (stem.startsWith("COM") || stem.startsWith("LPT"))
                            && "0123456789¹²³".indexOf(stem.charAt(3)) >= 0;
        };
    }

    /** Cuts the name before its ending, which says what it is. */
    private static String shortened(String name) {
        if (bytes(name) <= LONGEST) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String ending = dot < 0 || bytes(name.substring(dot)) > 16 ? "" : name.substring(dot);
        int end = name.length() - ending.length();
        int left = LONGEST - bytes(ending);
        for (int at = 0; at < end; ) {
            int point = name.codePointAt(at);
            left -= point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (left < 0) {
                return name.substring(0, at) + ending;
            }
            at += Character.charCount(point);
        }
        return name;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
