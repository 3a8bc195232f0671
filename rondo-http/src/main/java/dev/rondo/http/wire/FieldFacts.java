package dev.rondo.http.wire;

final class FieldFacts {
    BodyFraming requestFraming(int version) {
        throw new UnsupportedOperationException();
    }

    boolean keepAlive(int version) {
        throw new UnsupportedOperationException();
    }

    boolean expectsContinue(int version) {
        throw new UnsupportedOperationException();
    }

    boolean upgrade(int version) {
        throw new UnsupportedOperationException();
    }

    int host() {
        throw new UnsupportedOperationException();
    }
}
