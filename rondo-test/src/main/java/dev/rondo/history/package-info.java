/**
 * Histories: what clients asked and were told, and whether one copy of the data, used by one client
 * at a time, could have told them so.
 *
 * <ul>
 *   <li>{@link dev.rondo.history.History}: records calls and answers; {@link
 *       dev.rondo.history.Operation} is one of them
 *   <li>{@link dev.rondo.history.Model}: what the data would do by itself; {@link
 *       dev.rondo.history.Models} has the usual ones
 *   <li>{@link dev.rondo.history.Linearizability}: looks for an order of the calls that explains
 *       the answers; {@link dev.rondo.history.Verdict} is what it found, {@link
 *       dev.rondo.history.HistoryViolation} the failure of a test
 *   <li>{@link dev.rondo.history.AppendLists}: finds what transactions on lists may not show;
 *       {@link dev.rondo.history.Anomaly}
 *   <li>inside: {@code Search} (the order), {@code Drawing} (of a violation), {@code Observed},
 *       {@code Dependencies} and {@code Cycles} (of transactions)
 * </ul>
 *
 * <p>Plain data and searches: it knows no loop and no simulation, and serves tests against a real
 * cluster, too. Begin reading at {@code Search}.
 */
@NullMarked
package dev.rondo.history;

import org.jspecify.annotations.NullMarked;
