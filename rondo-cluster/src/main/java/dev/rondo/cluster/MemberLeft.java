package dev.rondo.cluster;

import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.MemberLeftException;
import com.hazelcast.spi.exception.TargetNotMemberException;
import dev.rondo.workers.BrokenWorkerException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The death of a member, in Hazelcast's words and in ours. */
final class MemberLeft {
    private MemberLeft() {}

    static BrokenWorkerException exception(String member, @Nullable Throwable cause) {
        return new BrokenWorkerException(
                member, "left the cluster", OptionalInt.empty(), List.of(), cause);
    }

    /** Returns what a failure of Hazelcast's is to the caller. */
    static Throwable reason(String member, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return cause instanceof MemberLeftException
                        || cause instanceof TargetNotMemberException
                        || cause instanceof HazelcastInstanceNotActiveException
                ? exception(member, cause)
                : cause;
    }
}
