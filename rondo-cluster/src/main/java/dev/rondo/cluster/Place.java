package dev.rondo.cluster;

import com.hazelcast.cluster.Member;
import dev.rondo.workers.WorkerSnapshot;
import java.util.OptionalLong;

/** A member and how many calls it has; guarded by the lock of the workers. */
final class Place {
    final Member member;
    int running;
    long calls; // in all

    Place(Member member) {
        this.member = member;
    }

    String name() {
        return nameOf(member);
    }

    WorkerSnapshot snapshot() {
        return new WorkerSnapshot(name(), OptionalLong.empty(), calls);
    }

    /** Returns a member's address, as messages name it. */
    static String nameOf(Member member) {
        return member.getAddress().getHost() + ":" + member.getAddress().getPort();
    }
}
