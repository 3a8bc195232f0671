package dev.rondo.test;

/** What a test leaves behind or does that fails it, though its body passed; each can be allowed. */
public enum Finding {
    /** A task had not ended when the test was over and nothing was ready any more. */
    LEAKED_TASKS(
            "Await or cancel them, or start them in a taskGroup();"
                    + " Server.closeClients() ends a server's"),
    /**
     * The loop's exception handler heard of a failure: of a task or future that nobody asked for,
     * of a callback, of a connection's handler.
     */
    UNHANDLED_EXCEPTIONS("Await what fails, or set an exception handler in the test"),
    /** A coroutine was made and never run. */
    NEVER_AWAITED("await() it, give it to createTask(), or close() it"),
    /** A stream, listener or end for datagrams of the test's network was not closed. */
    UNCLOSED_STREAMS("Close what was opened: try (Connection c = ...)"),
    /** A task or callback held the loop for more than two seconds of real time. */
    BLOCKED_LOOP("Offload the work with toThread(), or let others run with sleep(0)");

    private final String advice;

    Finding(String advice) {
        this.advice = advice;
    }

    String advice() {
        return advice + "; " + name() + " can be allowed";
    }
}
