package dev.rondo.postgres;

import dev.rondo.postgres.wire.ReportFields;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Errors and notices out of the fields in which the server tells them. */
final class Notices {
    private Notices() {}

    static Notice of(ReportFields fields) {
        return new Notice(
                fields.findOr('V', fields.findOr('S', "ERROR")),
                fields.findOr('C', "XX000"),
                fields.findOr('M', ""),
                Optional.ofNullable(fields.find('D')),
                Optional.ofNullable(fields.find('H')),
                number(fields.find('P')),
                number(fields.find('p')),
                Optional.ofNullable(fields.find('q')),
                Optional.ofNullable(fields.find('W')),
                Optional.ofNullable(fields.find('s')),
                Optional.ofNullable(fields.find('t')),
                Optional.ofNullable(fields.find('c')),
                Optional.ofNullable(fields.find('d')),
                Optional.ofNullable(fields.find('n')),
                Optional.ofNullable(fields.find('R')));
    }

    private static int number(@Nullable String text) {
        try {
            return text == null ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0; // it is for people only
        }
    }

    /** Returns whether the session ends with it. */
    static boolean isFatal(Notice notice) {
        return notice.severity().equals("FATAL") || notice.severity().equals("PANIC");
    }
}
