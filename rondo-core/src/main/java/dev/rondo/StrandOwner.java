package dev.rondo;

/** Whose code a {@link Strand} runs. */
sealed interface StrandOwner permits Task, CallbackRunner {
    EventLoop loop();

    Context context();

    /** Changes what {@link #context} returns, for {@link Context#run}. */
    void switchContext(Context context);
}
