package dev.rondo.stream;

/** A stream that only knows to wait inside a read. */
final class NeverWaits extends Wrapped {
    NeverWaits(ByteStream inner) {
        super(inner);
    }

    @Override
    public void waitReadable() {}
}
