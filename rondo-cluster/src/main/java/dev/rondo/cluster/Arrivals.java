package dev.rondo.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import java.util.function.Consumer;

/** Tells of members that come and go. */
record Arrivals(Consumer<Member> joined, Consumer<Member> left) implements MembershipListener {
    @Override
    public void memberAdded(MembershipEvent event) {
        joined.accept(event.getMember());
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
        left.accept(event.getMember());
    }
}
