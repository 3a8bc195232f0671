package dev.rondo.postgres.type;

/**
 * Where the fields of a row are, as it says itself: each has its type's OID and its length before
 * it.
 *
 * @param oids of their types
 * @param offsets of their bytes
 * @param lengths of their bytes; -1 for NULL
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CompositeFields(int[] oids, int[] offsets, int[] lengths) {
    private static final int LEAST = 8; // bytes of a field, its OID and its length

    static CompositeFields read(NestedCodec<?> codec, byte[] source, int offset, int length) {
        int count = length < Integer.BYTES ? -1 : Bytes.getInt(source, offset);
        if (count < 0 || count > (length - Integer.BYTES) / LEAST) {
            throw codec.malformed(length + " bytes");
        }
        int[] oids = new int[count];
        int[] offsets = new int[count];
        int[] lengths = new int[count];
        int at = offset + Integer.BYTES;
        int end = offset + length;
        for (int i = 0; i < count; i++) {
            if (end - at < LEAST) {
                throw codec.malformed("it ends within a field");
            }
            oids[i] = Bytes.getInt(source, at);
            at += Integer.BYTES;
            lengths[i] = codec.length(source, at, end);
            at += Integer.BYTES;
            offsets[i] = at;
            at += Math.max(0, lengths[i]);
        }
        if (at != end) {
            throw codec.malformed((end - at) + " bytes after the last field");
        }
        return new CompositeFields(oids, offsets, lengths);
    }

    int size() {
        return oids.length;
    }
}
