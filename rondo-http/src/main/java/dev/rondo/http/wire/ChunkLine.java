package dev.rondo.http.wire;

import dev.rondo.http.wire.HttpSyntaxException.Kind;

/**
 * Reads a chunk's first line byte by byte (RFC 9112, section 7.1): {@code size *(;name[=value])
 * CRLF}. Extensions are checked as if they mattered, since who skips them in another way sees
 * another body (CVE-2025-55315, CVE-2026-2332): above all, a quoted value does not reach beyond its
 * line.
 *
 * <pre>
 * START -hex-> SIZE -;-> NAME_START -token-> NAME -=-> VALUE_START -token-> VALUE
 *                                                           -"-> QUOTED -"-> QUOTED_END
 * </pre>
 *
 * SIZE, NAME, VALUE and QUOTED_END may be followed by {@code ;}, blanks and {@code ;}, or CRLF.
 */
final class ChunkLine {
    private enum State {
        START,
        SIZE,
        NAME_START,
        NAME,
        NAME_BLANK, // = or ; must follow
        VALUE_START,
        VALUE,
        QUOTED,
        ESCAPED,
        QUOTED_END,
        BLANK, // ; must follow
        LF
    }

    private final int maxLength;
    private State state = State.START;
    private long size;
    private int length; // bytes of the line so far

    ChunkLine(int maxLength) {
        this.maxLength = maxLength;
    }

    void reset() {
        state = State.START;
        size = 0;
        length = 0;
    }

    /** Returns the chunk's size, once the line is read. */
    long size() {
        return size;
    }

    /** Returns how many bytes the line has without CRLF, once it is read. */
    int length() {
        return length;
    }

    /** Takes a byte in; returns whether it was the line's last one. */
    boolean add(byte value) {
        if (state == State.LF) {
            if (value != '\n') {
                throw new HttpSyntaxException(Kind.BARE_CR);
            }
            return true;
        }
        state = state == State.SIZE || state == State.START ? afterSize(value) : next(value);
        if (state != State.LF && ++length > maxLength) {
            throw new HttpSyntaxException(Kind.CHUNK_OVERHEAD);
        }
        return false;
    }

    private State afterSize(byte value) {
        int digit = Chars.hex(value);
        if (digit >= 0) {
            if (size > Long.MAX_VALUE >> 4) {
                throw new HttpSyntaxException(Kind.CHUNK_SIZE);
            }
            size = size << 4 | digit;
            return State.SIZE;
        }
        return state == State.START ? fail(Kind.CHUNK_SIZE) : end(value, Kind.CHUNK_SIZE);
    }

    /** Within an extension. */
    private State next(byte value) {
        boolean token = Chars.TOKEN[value & 0xff];
        switch (state) {
            case NAME_START, VALUE_START -> {
                if (Chars.isBlank(value)) {
                    return state;
                }
                if (token) {
                    return state == State.NAME_START ? State.NAME : State.VALUE;
                }
                if (value == '"' && state == State.VALUE_START) {
                    return State.QUOTED;
                }
            }
            case NAME, NAME_BLANK -> {
                if (token && state == State.NAME) {
                    return State.NAME;
                }
                if (value == '=') {
                    return State.VALUE_START;
                }
                if (Chars.isBlank(value)) {
                    return State.NAME_BLANK;
                }
                if (value == ';' || state == State.NAME) {
                    return end(value, Kind.CHUNK_EXTENSION);
                }
            }
            case VALUE -> {
                return token ? State.VALUE : end(value, Kind.CHUNK_EXTENSION);
            }
            case QUOTED_END -> {
                return end(value, Kind.CHUNK_EXTENSION);
            }
            case QUOTED, ESCAPED -> {
                if (Chars.isControl(value)) {
                    return fail(Kind.CHUNK_EXTENSION);
                }
                return state == State.ESCAPED ? State.QUOTED : quoted(value);
            }
            case BLANK -> {
                if (Chars.isBlank(value) || value == ';') {
                    return end(value, Kind.CHUNK_EXTENSION);
                }
            }
            default -> throw new AssertionError(state);
        }
        return fail(Kind.CHUNK_EXTENSION);
    }

    private static State quoted(byte value) {
        return switch (value) {
            case '"' -> State.QUOTED_END;
            case '\\' -> State.ESCAPED;
            default -> State.QUOTED;
        };
    }

    /** What may follow a part that is complete. */
    private static State end(byte value, Kind kind) {
        return switch (value) {
            case ';' -> State.NAME_START;
            case ' ', '\t' -> State.BLANK;
            case '\r' -> State.LF;
            default -> fail(value == '\n' ? Kind.BARE_LF : kind);
        };
    }

    private static State fail(Kind kind) {
        throw new HttpSyntaxException(kind);
    }
}
