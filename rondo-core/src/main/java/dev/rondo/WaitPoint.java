package dev.rondo;

import org.jspecify.annotations.Nullable;

/** What a suspended task waits on. */
sealed interface WaitPoint permits Future, Sleep {
    /**
     * Cancels the wait on behalf of a task that is being cancelled.
     *
     * @return false if the wait is over already, so that the cancellation must come later
     */
    boolean cancelWait(Task<?> task, @Nullable String message);
}
