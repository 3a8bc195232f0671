/**
 * Workers on many machines, which find each other by Hazelcast.
 *
 * <ul>
 *   <li>{@link dev.rondo.cluster.ClusterWorkers}: {@link dev.rondo.workers.Workers} whose calls run
 *       at members of a cluster; {@link dev.rondo.cluster.ClusterOptions}.
 *   <li>inside: {@code ClusterCall} (one call), {@code ClusterJob} (what a member is sent), {@code
 *       Place} (a member and its calls), {@code MemberLeft} (its death in words), {@code Arrivals},
 *       {@code Tally}, {@code OwnThreads}.
 * </ul>
 *
 * <p>Threads: everything is guarded by the lock of {@code ClusterWorkers}, which is not held over
 * calls of Hazelcast's; those are made on threads of its own, never on a loop.
 */
@NullMarked
package dev.rondo.cluster;

import org.jspecify.annotations.NullMarked;
