package dev.rondo.bench.postgres;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

/** The most that lived in the heap, by what collections have left: looked at now and then. */
public final class Heap {
    private long most;

    /** Takes a sample. */
    public void look() {
        long live = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage left = pool.getCollectionUsage();
            if (pool.getType() == MemoryType.HEAP && left != null) {
                live += left.getUsed();
            }
        }
        most = Math.max(most, live);
    }

    /** Returns the figure as a member of JSON, after a comma. */
    public String json() {
        return ", \"heap\": " + most;
    }
}
