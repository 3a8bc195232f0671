package dev.rondo.cli;

import java.lang.reflect.InvocationTargetException;
import java.util.List;

/** Runs the {@code rondo} command. */
public final class Main {

    static final String USAGE =
            """
            usage: rondo run [-cp PATH] FILE.java|CLASS [arguments...]

            Compiles FILE.java in memory, or finds CLASS on PATH, and calls its main method.\
            """;

    private static final String KEYBOARD_INTERRUPT = "dev.rondo.KeyboardInterrupt";

    private Main() {}

    /**
     * Runs the subcommand that the arguments name.
     *
     * <p>Exit status: the program's own; 1 when it does not compile or ends by an exception; 2 when
     * the command is not understood; 130 when it ends by a {@code KeyboardInterrupt}.
     *
     * @param arguments the subcommand and what follows it
     * @throws Throwable what the program threw, for the JVM to print as it always does
     */
    public static void main(String... arguments) throws Throwable {
        try {
            execute(List.of(arguments));
        } catch (Fault fault) {
            if (!fault.advice().isEmpty()) {
                System.err.println(fault.advice());
            }
            System.exit(fault.status());
        } catch (InvocationTargetException wrapper) {
            Throwable failure = wrapper.getTargetException();
            if (failure.getClass().getName().equals(KEYBOARD_INTERRUPT)) {
                System.err.println("KeyboardInterrupt");
                System.exit(Fault.INTERRUPTED);
            }
            // Thrown on, not printed here: so a default exception handler that the program set is
            // called, and the JVM waits for the program's other threads, as under "java FILE.java".
            throw StackTraces.trimmed(failure);
        }
    }

    /** Runs a subcommand; an exception of the program comes out wrapped. */
    static void execute(List<String> arguments) throws InvocationTargetException {
        if (arguments.isEmpty()) {
            throw Fault.usage(USAGE);
        }
        List<String> rest = arguments.subList(1, arguments.size());
        switch (arguments.getFirst()) {
            case "run" -> RunCommand.parse(rest).run();
            case "serve" -> ServeCommand.parse(rest).run();
            case "cert" -> CertCommand.parse(rest).run();
            case "ps", "pstree" -> PsCommand.parse(arguments.getFirst(), rest).run(System.out);
            case "help", "-h", "--help" -> System.out.println(USAGE);
            case String other ->
                    throw Fault.usage("rondo: unknown command '" + other + "'\n" + USAGE);
        }
    }
}
