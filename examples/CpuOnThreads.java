// Four jobs that compute, as tasks of one thread and then on threads of their own through toThread.
// Prints both times: threads win by the number of processors, up to four, since Java has no GIL.
import static dev.rondo.Rondo.*;

double compute(int steps) {
    double x = 0.5;
    for (int i = 0; i < steps; i++) {
        x = 3.9 * x * (1 - x);
    }
    return x;
}

double secondsOfFour(Callable<Double> job) {
    long begin = System.nanoTime();
    gather(job, job, job, job).await();
    return (System.nanoTime() - begin) / 1e9;
}

void main(String[] args) {
    int steps = args.length == 0 ? 100_000_000 : Integer.parseInt(args[0]);
    int processors = Runtime.getRuntime().availableProcessors();
    run(() -> {
        double asTasks = secondsOfFour(() -> compute(steps));
        double onThreads = secondsOfFour(() -> toThread(() -> compute(steps)));
        double ratio = asTasks / onThreads;
        IO.println("As tasks: %.2f s".formatted(asTasks));
        IO.println("On threads: %.2f s".formatted(onThreads));
        IO.println("%.1f times as fast on %d processors".formatted(ratio, processors));
    });
}
