package dev.rondo.process;

import java.util.Optional;

/** A signal, with its number on Linux. */
public enum Signal {
    /** The terminal has gone. */
    HUP(1),
    /** Ctrl-C. */
    INT(2),
    /** Ctrl-backslash: ends with a core dump; a JVM prints its threads. */
    QUIT(3),
    /** A call of {@code abort}. */
    ABRT(6),
    /** Ends it at once; no program can catch it. */
    KILL(9),
    /** For the program's own use. */
    USR1(10),
    /** A wrong access to memory. */
    SEGV(11),
    /** For the program's own use. */
    USR2(12),
    /** Nobody reads what it writes to a pipe. */
    PIPE(13),
    /** A timer. */
    ALRM(14),
    /** Asks it to end. */
    TERM(15),
    /** Goes on after a stop. */
    CONT(18),
    /** Stops it; no program can catch it. */
    STOP(19),
    /** Ctrl-Z. */
    TSTP(20),
    /** The terminal has another size. */
    WINCH(28);

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    /** Returns its number; a child that it ends has the negative one as its return code. */
    public int number() {
        return number;
    }

    /** Returns the signal that a return code stands for, if it stands for one. */
    static Optional<Signal> ofReturnCode(int returnCode) {
        for (Signal signal : values()) {
            if (signal.number == -returnCode) {
                return Optional.of(signal);
            }
        }
        return Optional.empty();
    }
}
