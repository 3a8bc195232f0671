package dev.rondo.http;

import java.net.IDN;
import java.util.Locale;

/**
 * Hosts of URLs: names in ASCII and in lower case, and addresses in one form each, so that two
 * texts of one host are equal.
 *
 * <p>What a resolver might read as an IPv4 address though it does not look like one ({@code 127.1},
 * {@code 0x7f000001}) is refused, as the WHATWG's URL does for what it cannot read: a check of the
 * host then sees what is connected to.
 */
final class HostSyntax {
    private static final int LONGEST_NAME = 253; // RFC 1035, as text
    private static final int LONGEST_LABEL = 63;
    private static final int GROUPS = 8; // of an IPv6 address

    private HostSyntax() {}

    /** Returns the host in its one form; an IPv6 address without brackets. */
    static String normalise(String host, String url) {
        if (host.isEmpty()) {
            throw refused("has no host", url);
        }
        if (host.charAt(0) == '[') {
            if (host.charAt(host.length() - 1) != ']') {
                throw refused("has a bracket that is not closed in its host", url);
            }
            return address(host.substring(1, host.length() - 1), url);
        }
        String name = isAscii(host) ? host.toLowerCase(Locale.ROOT) : toAscii(host, url);
        checkName(name, url);
        return name;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 128) {
                return false;
            }
        }
        return true;
    }

    private static String toAscii(String host, String url) {
        try {
            return IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw refused("has a host that is no international name", url);
        }
    }

    private static void checkName(String name, String url) {
        int length = name.endsWith(".") ? name.length() - 1 : name.length();
        if (length > LONGEST_NAME) {
            throw refused("has a host of more than 253 characters", url);
        }
        int labelStart = 0;
        int lastLabel = 0;
        for (int i = 0; i <= length; i++) {
            char c = i == length ? '.' : name.charAt(i);
            if (c == '.') {
                if (i == labelStart || i - labelStart > LONGEST_LABEL) {
                    throw refused("has a host with a label of 0 or more than 63 characters", url);
                }
                lastLabel = labelStart;
                labelStart = i + 1;
            } else if (!isNameCharacter(c)) {
                throw refused("has U+%04X in its host".formatted((int) c), url);
            }
        }
        if (isNumber(name.substring(lastLabel, length)) && !isIpv4(name)) {
            throw refused("has a host that ends in a number, but is no IPv4 address", url);
        }
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    private static boolean isNumber(String label) {
        boolean hexadecimal = label.startsWith("0x");
        for (int i = hexadecimal ? 2 : 0; i < label.length(); i++) {
            if (Character.digit(label.charAt(i), hexadecimal ? 16 : 10) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether text is four numbers to 255 without leading zeros. */
    static boolean isIpv4(String text) {
        int numbers = 0;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i < text.length() && text.charAt(i) != '.') {
                continue;
            }
            if (!isIpv4Number(text, start, i)) {
                return false;
            }
            numbers++;
            start = i + 1;
        }
        return numbers == 4;
    }

    private static boolean isIpv4Number(String text, int from, int to) {
        int length = to - from;
        if (length < 1 || length > 3 || (length > 1 && text.charAt(from) == '0')) {
            return false;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            value = 10 * value + c - '0';
        }
        return value <= 255;
    }

    static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || isIpv4(host);
    }

    // ---- IPv6 (RFC 4291, section 2.2; RFC 5952)

    private static String address(String text, String url) {
        int[] groups = new int[GROUPS];
        if (!readGroups(text, groups)) {
            throw refused("has brackets around what is no IPv6 address", url);
        }
        return format(groups);
    }

    private static boolean readGroups(String text, int[] groups) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return readSide(text, groups, 0) == GROUPS;
        }
        int before = gap == 0 ? 0 : readSide(text.substring(0, gap), groups, 0);
        int[] behind = new int[GROUPS];
        String rest = text.substring(gap + 2);
        int after = rest.isEmpty() ? 0 : readSide(rest, behind, 0);
        if (before < 0 || after < 0 || before + after >= GROUPS) {
            return false;
        }
        System.arraycopy(behind, 0, groups, GROUPS - after, after);
        return true;
    }

    /** Returns how many groups there are, or -1 if it is not groups and colons. */
    private static int readSide(String text, int[] groups, int first) {
        int count = first;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i < text.length() && text.charAt(i) != ':') {
                continue;
            }
            String group = text.substring(start, i);
            if (i == text.length() && isIpv4(group) && count + 2 <= GROUPS) {
                String[] numbers = group.split("\\.", -1);
                groups[count++] = Integer.parseInt(numbers[0]) << 8 | Integer.parseInt(numbers[1]);
                groups[count++] = Integer.parseInt(numbers[2]) << 8 | Integer.parseInt(numbers[3]);
                return count;
            }
            if (count == GROUPS || group.isEmpty() || group.length() > 4) {
                return -1;
            }
            for (int k = 0; k < group.length(); k++) {
                int digit = PercentCoding.hex(group.charAt(k));
                if (digit < 0) {
                    return -1;
                }
                groups[count] = groups[count] << 4 | digit;
            }
            count++;
            start = i + 1;
        }
        return count;
    }

    private static String format(int[] groups) {
        int gapStart = -1;
        int gapLength = 1; // one zero group is written out
        for (int i = 0, run = 0; i < GROUPS; i++) {
            run = groups[i] == 0 ? run + 1 : 0;
            if (run > gapLength) {
                gapLength = run;
                gapStart = i - run + 1;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == gapStart) {
                text.append("::");
                i += gapLength - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    private static MalformedException refused(String what, String url) {
        return new MalformedException("The URL " + what + ": " + UrlParser.shown(url));
    }
}
