package dev.rondo.stream;

/** A stream that cannot end one direction alone, as TLS cannot. */
final class NoHalves extends Wrapped {
    NoHalves(ByteStream inner) {
        super(inner);
    }

    @Override
    public boolean canWriteEof() {
        return false;
    }
}
