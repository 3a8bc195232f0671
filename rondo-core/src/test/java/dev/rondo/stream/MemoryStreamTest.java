package dev.rondo.stream;

class MemoryStreamTest extends ByteStreamContract {
    @Override
    protected Ends connect() {
        MemoryStream.Pair pair = MemoryStream.pair();
        return new Ends(pair.first(), pair.second());
    }
}
