package dev.rondo.http.wire;

import dev.rondo.http.wire.HttpSyntaxException.Kind;

/**
 * What the fields of one head say about the connection and the body, gathered while they are
 * parsed; the parser's own, filled anew for each message.
 */
final class FieldFacts {
    /**
     * What a request may have only once: aiohttp's singletons, and Authorization, of which two
     * programs would each take another.
     */
    private static final int ONCE_IN_REQUEST =
            KnownField.HOST.bit
                    | KnownField.CONTENT_LENGTH.bit
                    | KnownField.TRANSFER_ENCODING.bit
                    | KnownField.AUTHORIZATION.bit
                    | KnownField.CONTENT_LOCATION.bit
                    | KnownField.CONTENT_RANGE.bit
                    | KnownField.CONTENT_TYPE.bit
                    | KnownField.ETAG.bit
                    | KnownField.MAX_FORWARDS.bit
                    | KnownField.USER_AGENT.bit;

    /** Servers are sloppier; only what frames the message matters. */
    private static final int ONCE_IN_RESPONSE =
            KnownField.CONTENT_LENGTH.bit | KnownField.TRANSFER_ENCODING.bit;

    private int once = ONCE_IN_REQUEST;
    private int seen; // bits of known fields
    private int host;
    private long contentLength;
    private boolean chunked;
    private boolean close; // what Connection lists
    private boolean keepAlive;
    private boolean upgrade;
    private boolean expectsContinue;
    private boolean expectsOther;

    void reset(boolean request) {
        once = request ? ONCE_IN_REQUEST : ONCE_IN_RESPONSE;
        seen = 0;
        host = -1;
        contentLength = 0;
        chunked = false;
        close = false;
        keepAlive = false;
        upgrade = false;
        expectsContinue = false;
        expectsOther = false;
    }

    /** Takes a field in; its value stands in the array without white space around it. */
    void add(KnownField field, int index, byte[] array, int from, int to) {
        if ((seen & once & field.bit) != 0) {
            throw new HttpSyntaxException(Kind.REPEATED_FIELD);
        }
        seen |= field.bit;
        switch (field) {
            case HOST -> addHost(index, array, from, to);
            case CONTENT_LENGTH -> contentLength = length(array, from, to);
            case TRANSFER_ENCODING -> chunked = is(array, from, to, "chunked");
            case CONNECTION -> addConnection(array, from, to);
            case EXPECT -> addExpect(array, from, to);
            default -> {}
        }
    }

    private void addHost(int index, byte[] array, int from, int to) {
        boolean request = once == ONCE_IN_REQUEST;
        if (request && from < to && !Authority.isValid(array, from, to, Authority.Port.OPTIONAL)) {
            throw new HttpSyntaxException(Kind.HOST);
        }
        host = index;
    }

    private static long length(byte[] array, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = array[i] - '0';
            if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
                throw new HttpSyntaxException(Kind.CONTENT_LENGTH);
            }
            number = number * 10 + digit;
        }
        if (from == to) {
            throw new HttpSyntaxException(Kind.CONTENT_LENGTH);
        }
        return number;
    }

    private void addConnection(byte[] array, int from, int to) {
        int begin = from;
        while (begin < to) {
            int comma = begin;
            while (comma < to && array[comma] != ',') {
                comma++;
            }
            int first = begin;
            int last = comma;
            while (first < last && Chars.isBlank(array[first])) {
                first++;
            }
            while (first < last && Chars.isBlank(array[last - 1])) {
                last--;
            }
            close |= is(array, first, last, "close");
            keepAlive |= is(array, first, last, "keep-alive");
            upgrade |= is(array, first, last, "upgrade");
            begin = comma + 1;
        }
    }

    private void addExpect(byte[] array, int from, int to) {
        if (is(array, from, to, "100-continue")) {
            expectsContinue = true;
        } else if (from < to) {
            expectsOther = true;
        }
    }

    private static boolean is(byte[] array, int from, int to, String text) {
        return to - from == text.length() && Ascii.same(array, from, text);
    }

    private boolean has(KnownField field) {
        return (seen & field.bit) != 0;
    }

    // ---- What follows

    /** Checks what no field says alone. */
    void checkRequest(int version) {
        checkLengths(version);
        if (version == 11) {
            if (host < 0) {
                throw new HttpSyntaxException(Kind.NO_HOST);
            }
            if (expectsOther) {
                throw new HttpSyntaxException(Kind.EXPECTATION);
            }
        }
    }

    /** RFC 9112, section 6.1: each of these is how a request is smuggled. */
    void checkLengths(int version) {
        if (has(KnownField.TRANSFER_ENCODING)) {
            if (version == 10) {
                throw new HttpSyntaxException(Kind.CODING_IN_1_0);
            }
            if (has(KnownField.CONTENT_LENGTH)) {
                throw new HttpSyntaxException(Kind.BOTH_LENGTHS);
            }
            if (!chunked) {
                throw new HttpSyntaxException(Kind.TRANSFER_CODING);
            }
        }
    }

    /** Returns the framing that was declared, {@code otherwise} if none was. */
    BodyFraming framing(BodyFraming otherwise) {
        if (chunked) {
            return BodyFraming.CHUNKED;
        }
        return has(KnownField.CONTENT_LENGTH) ? BodyFraming.ofLength(contentLength) : otherwise;
    }

    /** RFC 9112, section 9.3. */
    boolean keepAlive(int version) {
        return !close && (version == 11 || keepAlive);
    }

    boolean expectsContinue(int version) {
        return expectsContinue && version == 11;
    }

    /** RFC 9110, section 7.8: not in 1.0. */
    boolean upgrade(int version) {
        return upgrade && has(KnownField.UPGRADE) && version == 11;
    }

    int host() {
        return host;
    }
}
