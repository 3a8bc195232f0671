package dev.rondo.postgres.type;

/**
 * An address of eight bytes: {@code macaddr8}.
 *
 * @param address its bytes, the first one the highest
 */
public record MacAddress8(long address) {
    /**
     * Returns the address of eight hexadecimal bytes with colons between them.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static MacAddress8 of(String text) {
        return new MacAddress8(MacText.parse("macaddr8", text, 8));
    }

    /** Returns eight hexadecimal bytes with colons between them. */
    @Override
    public String toString() {
        return MacText.of(address, 8);
    }
}
