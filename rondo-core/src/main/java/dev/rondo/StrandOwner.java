package dev.rondo;

/** Whose code a {@link Strand} runs. */
sealed interface StrandOwner permits Task, CallbackRunner {
    EventLoop loop();
}
