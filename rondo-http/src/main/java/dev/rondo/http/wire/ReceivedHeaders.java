package dev.rondo.http.wire;

import dev.rondo.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * The fields of a message that was received: a copy of its bytes and where in it names and values
 * are. Text is made when it is asked for, anew each time; looking a name up makes none.
 */
public final class ReceivedHeaders implements Headers {
    /** Numbers of a field in {@code positions}: where name and value begin and end. */
    static final int STRIDE = 4;

    private final byte[] bytes;
    private final int[] positions;

    ReceivedHeaders(byte[] bytes, int[] positions) {
        this.bytes = bytes;
        this.positions = positions;
    }

    @Override
    public int size() {
        return positions.length / STRIDE;
    }

    @Override
    public String name(int index) {
        int at = at(index);
        return text(positions[at], positions[at + 1]);
    }

    @Override
    public String value(int index) {
        int at = at(index);
        return text(positions[at + 2], positions[at + 3]);
    }

    private int at(int index) {
        return STRIDE * Objects.checkIndex(index, size());
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean nameIs(int index, String name) {
        return isAt(at(index), name);
    }

    private boolean isAt(int at, String name) {
        int from = positions[at];
        return positions[at + 1] - from == name.length() && Ascii.same(bytes, from, name);
    }

    /** Returns whether a field has this value in any case. Makes no text. */
    public boolean valueIs(int index, String value) {
        int at = at(index);
        int from = positions[at + 2];
        return positions[at + 3] - from == value.length() && Ascii.same(bytes, from, value);
    }

    @Override
    public int indexOf(String name, int from) {
        for (int at = STRIDE * from; at < positions.length; at += STRIDE) {
            if (isAt(at, name)) {
                return at / STRIDE;
            }
        }
        return -1;
    }

    @Override
    public Optional<String> first(String name) {
        int index = indexOf(name, 0);
        return index < 0 ? Optional.empty() : Optional.of(value(index));
    }

    /** Shows the names; values may be secret. */
    @Override
    public String toString() {
        StringBuilder names = new StringBuilder("<Headers");
        for (int i = 0; i < size(); i++) {
            names.append(i == 0 ? " " : ", ").append(name(i));
        }
        return names.append('>').toString();
    }
}
