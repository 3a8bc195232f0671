package dev.rondo.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a body is to be taken: as a file to save, or as a field of a form (RFC 6266; RFC 7578).
 * Immutable.
 *
 * <p>The name of a file is what the peer says, {@code ../} and {@code C:\} and all: a program that
 * saves it takes {@link #safeFileName}.
 *
 * {@snippet :
 * ContentDisposition.attachment("naïve.txt").format();
 * // attachment; filename="na_ve.txt"; filename*=UTF-8''na%C3%AFve.txt
 * }
 *
 * @param type {@code attachment}, {@code inline}, {@code form-data}; in lower case
 * @param name of a form's field
 * @param fileName as the peer says it
 */
public record ContentDisposition(String type, Optional<String> name, Optional<String> fileName) {

    /**
     * Creates one.
     *
     * @throws MalformedException if the type is no token
     */
    public ContentDisposition {
        if (!FieldSyntax.isToken(type)) {
            throw new MalformedException("Not a disposition: " + FieldSyntax.shown(type));
        }
        type = type.toLowerCase(Locale.ROOT);
    }

    /** Returns that a body is to be saved under a name. */
    public static ContentDisposition attachment(String fileName) {
        return new ContentDisposition("attachment", Optional.empty(), Optional.of(fileName));
    }

    /** Returns that a body is to be shown, and saved under a name if at all. */
    public static ContentDisposition inline(String fileName) {
        return new ContentDisposition("inline", Optional.empty(), Optional.of(fileName));
    }

    /** Returns that a part is a form's field. */
    public static ContentDisposition formField(String name) {
        return new ContentDisposition("form-data", Optional.of(name), Optional.empty());
    }

    /** Returns that a part is a file in a form's field. */
    public static ContentDisposition formFile(String name, String fileName) {
        return new ContentDisposition("form-data", Optional.of(name), Optional.of(fileName));
    }

    // ---- Reading

    /**
     * Returns what a field says. {@code filename*} wins over {@code filename}; bytes that are not
     * ASCII are UTF-8, or else Latin-1; a form's {@code %22}, {@code %0D} and {@code %0A} are
     * decoded, as browsers encode them. A backslash is one unless a quote or another one follows.
     *
     * @throws MalformedException if it cannot be read
     */
    public static ContentDisposition parse(String field) {
        ParameterReader reader = new ParameterReader(field, true);
        String type = reader.token();
        if (type.isEmpty()) {
            throw reader.malformed("there is no disposition");
        }
        Map<String, String> parameters = reader.parameters();
        boolean form = type.equalsIgnoreCase("form-data");
        Optional<String> plain =
                Optional.ofNullable(parameters.get("filename")).map(text -> text(text, form));
        // RFC 7578, section 4.2: filename* is not for forms.
        Optional<String> extended =
                form
                        ? Optional.empty()
                        : Optional.ofNullable(parameters.get("filename*"))
                                .flatMap(ExtendedValue::decode);
        return new ContentDisposition(
                type,
                Optional.ofNullable(parameters.get("name")).map(text -> text(text, form)),
                extended.or(() -> plain));
    }

    /** Returns what a message's or a part's field says; nothing if there is none, or a bad one. */
    public static Optional<ContentDisposition> of(Headers headers) {
        try {
            return headers.first("Content-Disposition").map(ContentDisposition::parse);
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private static String text(String latin1, boolean form) {
        String text = utf8(latin1);
        return form ? text.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n") : text;
    }

    private static String utf8(String latin1) {
        if (latin1.chars().anyMatch(c -> c > 255)) {
            return latin1; // text already
        }
        try {
            byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return latin1;
        }
    }

    // ---- Writing

    /**
     * Returns the field's value. A form's names are in UTF-8, a character here for each byte, and
     * their quotes and line ends encoded as browsers do it; of other files {@code filename} is in
     * ASCII, and {@code filename*} says the rest (RFC 8187).
     *
     * @throws MalformedException if a name has a control character
     */
    public String format() {
        boolean form = type.equals("form-data");
        StringBuilder text = new StringBuilder(type);
        name.ifPresent(it -> putForm(text, "name", it));
        if (fileName.isPresent()) {
            if (form) {
                putForm(text, "filename", fileName.get());
            } else {
                putFile(text, fileName.get());
            }
        }
        return text.toString();
    }

    private static void putForm(StringBuilder target, String parameter, String value) {
        String escaped = value.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
        checkControls(escaped);
        byte[] bytes = escaped.getBytes(StandardCharsets.UTF_8);
        target.append("; ").append(parameter).append("=\"");
        target.append(new String(bytes, StandardCharsets.ISO_8859_1)).append('"');
    }

    private static void putFile(StringBuilder target, String value) {
        checkControls(value);
        StringBuilder ascii = new StringBuilder();
        value.codePoints().forEach(c -> ascii.append(isPlain(c) ? (char) c : '_'));
        target.append("; filename=\"").append(ascii).append('"');
        if (!ascii.toString().equals(value)) {
            target.append("; filename*=").append(ExtendedValue.encode(value));
        }
    }

    /** Quotes, backslashes and percent signs are read in several ways (RFC 6266, appendix D). */
    private static boolean isPlain(int c) {
        return c >= ' ' && c < 127 && c != '"' && c != '\\' && c != '%';
    }

    private static void checkControls(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == 127) {
                throw new MalformedException(
                        "A name has U+%04X at %d: ".formatted((int) c, i)
                                + FieldSyntax.shown(text));
            }
        }
    }

    // ---- Saving

    /** Returns the file's name for saving: see {@link #safeFileName(String)}; nothing if none. */
    public Optional<String> safeFileName() {
        return fileName.map(ContentDisposition::safeFileName);
    }

    /**
     * Returns a name without anything that leads elsewhere: only what follows the last slash or
     * backslash; underscores for control characters and those that Windows refuses; no dots or
     * spaces around it, so no hidden file; an underscore before a name of a device ({@code NUL},
     * {@code COM1}); at most 255 bytes of UTF-8. {@code file} if nothing is left. It may be there
     * already: that is the program's to see.
     */
    public static String safeFileName(String fileName) {
        return SafeFileName.of(fileName);
    }
}
