// Debug mode tells who holds the loop for more than 0.1 s: while it lasts with the stack, then the
// time.
// Prints these two lines; on stderr are two warnings for each: one from inside, one from after.
import static dev.rondo.Rondo.*;

import dev.rondo.RunnerOptions;

void compute(double seconds) {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < seconds * 1e9) {}
}

void main(String[] args) {
    double seconds = args.length == 0 ? 0.5 : Double.parseDouble(args[0]);
    run(
            RunnerOptions.defaults().withDebug(true),
            () -> {
                IO.println("A task computes and lets nobody else run");
                createTask("cruncher", () -> compute(seconds)).await();
                IO.println("A callback does the same");
                callSoon(() -> compute(seconds));
                sleep(0);
            });
}
