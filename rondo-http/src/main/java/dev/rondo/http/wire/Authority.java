package dev.rondo.http.wire;

/**
 * Checks {@code host[:port]} (RFC 3986, sections 3.2.2 and 3.2.3): a name, an IPv4 address or an
 * IPv6 address in brackets. User names, zones and addresses of the future are refused.
 */
final class Authority {
    /** Whether there must be a port. */
    enum Port {
        OPTIONAL,
        NEEDED
    }

    private static final int MOST_PORT = 65_535;

    private Authority() {}

    /** Returns whether bytes are a host that is not empty, perhaps with a port. */
    static boolean isValid(byte[] array, int from, int to, Port port) {
        int end =
                from < to && array[from] == '[' ? address(array, from, to) : name(array, from, to);
        if (end <= from) {
            return false;
        }
        if (end == to) {
            return port == Port.OPTIONAL;
        }
        return array[end] == ':' && isPort(array, end + 1, to, port);
    }

    /** Returns where the name ends that begins here; -1 if an escape in it is none. */
    private static int name(byte[] array, int from, int to) {
        int at = from;
        while (at < to) {
            if (Chars.HOST[array[at] & 0xff]) {
                at++;
            } else if (array[at] == '%') {
                if (to - at < 3 || Chars.hex(array[at + 1]) < 0 || Chars.hex(array[at + 2]) < 0) {
                    return -1;
                }
                at += 3;
            } else {
                return at;
            }
        }
        return at;
    }

    private static boolean isPort(byte[] array, int from, int to, Port port) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = array[i] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            number = number * 10 + digit;
            if (number > MOST_PORT) {
                return false;
            }
        }
        return from < to || port == Port.OPTIONAL; // "a:" is legal
    }

    /** Returns where the address in brackets ends that begins here, or -1 if it is none. */
    private static int address(byte[] array, int from, int to) {
        int groups = 0;
        boolean gap = false; // there was "::"
        int at = from + 1;
        if (isAt(array, at, to, ':')) {
            if (!isAt(array, at + 1, to, ':')) {
                return -1;
            }
            gap = true;
            at += 2;
        }
        while (!isAt(array, at, to, ']')) {
            int digits = digits(array, at, to);
            if (isAt(array, at + digits, to, '.')) {
                at = ipv4(array, at, to);
                groups += 2;
                if (at < 0 || !isAt(array, at, to, ']')) {
                    return -1;
                }
                break;
            }
            groups++;
            at += digits;
            if (digits == 0 || digits > 4 || groups > 8) {
                return -1;
            }
            if (isAt(array, at, to, ':')) {
                at++;
                if (isAt(array, at, to, ':')) {
                    if (gap) {
                        return -1;
                    }
                    gap = true;
                    at++;
                } else if (isAt(array, at, to, ']')) {
                    return -1;
                }
            } else if (!isAt(array, at, to, ']')) {
                return -1;
            }
        }
        return (gap ? groups < 8 : groups == 8) ? at + 1 : -1;
    }

    private static boolean isAt(byte[] array, int at, int to, char value) {
        return at < to && array[at] == value;
    }

    private static int digits(byte[] array, int from, int to) {
        int at = from;
        while (at < to && Chars.hex(array[at]) >= 0) {
            at++;
        }
        return at - from;
    }

    /** Returns where four numbers up to 255 end that begin here, or -1. */
    private static int ipv4(byte[] array, int from, int to) {
        int at = from;
        for (int part = 0; part < 4; part++) {
            if (part > 0 && !isAt(array, at++, to, '.')) {
                return -1;
            }
            int number = 0;
            int begin = at;
            while (at < to && array[at] >= '0' && array[at] <= '9' && at - begin < 4) {
                number = number * 10 + array[at++] - '0';
            }
            boolean leadingZero = at - begin > 1 && array[begin] == '0';
            if (at == begin || number > 255 || leadingZero) {
                return -1;
            }
        }
        return at;
    }
}
