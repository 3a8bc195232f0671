package dev.rondo.test;

import dev.rondo.stream.MemoryStream;

/** Core's stream in memory, on virtual time. */
class MemoryStreamConformanceTest extends ByteStreamConformance {
    @Override
    public void withPair(Scenario scenario) throws Exception {
        RondoTests.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            scenario.run(pair.first(), pair.second());
        });
    }
}
