package dev.rondo.cluster;

import dev.rondo.workers.RemoteCode;
import java.io.Serializable;
import java.util.concurrent.Callable;

/** What a member runs: code as bytes, so that Hazelcast knows nothing of its classes. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ClusterJob(byte[] code, String member) implements Callable<byte[]>, Serializable {
    @Override
    public byte[] call() {
        return RemoteCode.run(code, "member " + member);
    }
}
