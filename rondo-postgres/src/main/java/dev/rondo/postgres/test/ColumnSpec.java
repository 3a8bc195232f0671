package dev.rondo.postgres.test;

/**
 * A column of an answer.
 *
 * @param name as the client sees it
 * @param type the OID of its type
 */
record ColumnSpec(String name, int type) {
    /** Reads {@code name type}; the type is text unless said. */
    static ColumnSpec of(String text) {
        String stripped = text.strip();
        int space = stripped.indexOf(' ');
        if (stripped.isEmpty()) {
            throw new IllegalArgumentException("A column without a name");
        }
        return space < 0
                ? new ColumnSpec(stripped, TypeNames.TEXT)
                : new ColumnSpec(
                        stripped.substring(0, space),
                        TypeNames.oid(stripped.substring(space + 1).strip()));
    }

    @Override
    public String toString() {
        return name + " " + TypeNames.name(type);
    }
}
