package dev.rondo.postgres.type;

/**
 * An address of six bytes: {@code macaddr}.
 *
 * @param address its bytes, the first one the highest
 */
public record MacAddress(long address) {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if there are more than 48 bits
     */
    public MacAddress {
        if (address >>> 48 != 0) {
            throw new IllegalArgumentException("macaddr has 48 bits: " + address);
        }
    }

    /**
     * Returns the address of six hexadecimal bytes with colons between them.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static MacAddress of(String text) {
        return new MacAddress(MacText.parse("macaddr", text, 6));
    }

    /** Returns six hexadecimal bytes with colons between them. */
    @Override
    public String toString() {
        return MacText.of(address, 6);
    }
}
