package dev.rondo.cli;

/**
 * What the launcher itself could not do: what to print, if it is not printed yet, and the exit
 * status.
 */
final class Fault extends RuntimeException {

    /** The program does not compile, is not there or has no main method. */
    static final int FAILED = 1;

    /** The command line is not understood. */
    static final int USAGE = 2;

    /** Ended by SIGINT, as shells write it: 128 and the number of the signal. */
    static final int INTERRUPTED = 130;

    private final int status;

    private Fault(int status, String advice) {
        super(advice);
        this.status = status;
    }

    static Fault failed(String advice) {
        return new Fault(FAILED, advice);
    }

    static Fault usage(String advice) {
        return new Fault(USAGE, advice);
    }

    int status() {
        return status;
    }

    /** What to print, or nothing when the user has been told. */
    String advice() {
        return String.valueOf(getMessage());
    }
}
