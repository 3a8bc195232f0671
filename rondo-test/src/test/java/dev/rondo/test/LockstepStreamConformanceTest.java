package dev.rondo.test;

/** The stream that holds nothing. */
class LockstepStreamConformanceTest extends ByteStreamConformance {
    @Override
    public void withPair(Scenario scenario) throws Exception {
        RondoTests.run(() -> {
            LockstepStream.Pair pair = LockstepStream.pair();
            scenario.run(pair.first(), pair.second());
        });
    }

    @Override
    public boolean holdsBytes() {
        return false;
    }
}
