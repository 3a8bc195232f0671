package dev.rondo;

import dev.rondo.kernel.Kernel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a program has threads that could call into a loop: its own ones, beside the JVM's and
 * Rondo's. A virtual thread is seen by the thread that carries it; one that waits is not seen, so a
 * loop whose tasks have started any is taken to have one.
 */
final class OtherThreads {
    private static final Set<String> OF_THE_JVM =
            Set.of("system", "InnocuousThreadGroup", "main/DestroyJavaVM");
    private static final String CARRIERS = "CarrierThreads";

    private OtherThreads() {}

    /** Returns whether there is one. Expensive; a strand of the loop. */
    static boolean mayCall(Kernel kernel) {
        Thread ofLoop = kernel.caller();
        if (ofLoop == null
                || ofLoop.getThreadGroup() == null
                || kernel.engine().hasStartedThreads()) {
            return true;
        }
        ThreadGroup root = ofLoop.getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] threads = new Thread[root.activeCount() * 2 + 16];
        int count = root.enumerate(threads, true);
        for (int i = 0; i < count; i++) {
            if (threads[i] != ofLoop
                    && threads[i] != kernel.thread()
                    && isOther(threads[i], kernel)) {
                return true;
            }
        }
        return count == threads.length; // there were more than fit
    }

    private static boolean isOther(@Nullable Thread thread, Kernel kernel) {
        if (thread == null || !thread.isAlive() || thread.getName().startsWith("rondo-")) {
            return false;
        }
        ThreadGroup group = thread.getThreadGroup();
        String groupName = group == null ? "" : group.getName();
        if (OF_THE_JVM.contains(groupName)
                || OF_THE_JVM.contains(groupName + "/" + thread.getName())) {
            return false;
        }
        // The handoff engine's own strands run on the JDK's carriers.
        return !(groupName.equals(CARRIERS) && !kernel.engine().choice().schedules());
    }
}
