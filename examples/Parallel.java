// Three jobs that compute. As tasks alone they would share one processor; toThread gives each one.
// Prints the results in any order, and the time of one job if there are three processors.
import static dev.rondo.Rondo.*;

long countPrimes(int limit) {
    return IntStream.range(2, limit).filter(n -> isPrime(n)).count();
}

boolean isPrime(int n) {
    return IntStream.rangeClosed(2, (int) Math.sqrt(n)).noneMatch(d -> n % d == 0);
}

void job(int number, int limit) {
    long primes = toThread(() -> countPrimes(limit));
    IO.println("Job " + number + " complete: " + primes + " primes");
}

void main(String[] args) {
    int limit = args.length == 0 ? 2_000_000 : Integer.parseInt(args[0]);
    run(() -> {
        var begin = runningLoop().time();
        gather(() -> job(1, limit), () -> job(2, limit), () -> job(3, limit)).await();
        var took = runningLoop().time().minus(begin);
        IO.println("Parallel: %.1f s".formatted(took.toMillis() / 1e3));
    });
}
