package dev.rondo;

/** What a suspended task waits on; {@link Task} knows how each is cancelled. */
sealed interface WaitPoint permits Future, Parking, Sleep {}
