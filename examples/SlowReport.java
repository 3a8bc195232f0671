// A service whose visitors wait, since a report computes in the loop. While it runs, "./rondo ps
// PID" names the task and the line that hold the loop. docs/guide/production.md tells the story.
// It ends after half a minute, or by Ctrl-C.
import static dev.rondo.Rondo.*;

import java.time.Duration;

static boolean isPrime(long n) {
    for (long divisor = 2; divisor * divisor <= n; divisor++) {
        if (n % divisor == 0) {
            return false;
        }
    }
    return true;
}

static long primesUntil(Duration end) {
    long primes = 0;
    for (long n = 1_000_000_000_000L; runningLoop().time().compareTo(end) < 0; n++) {
        if (isPrime(n)) {
            primes++;
        }
    }
    return primes;
}

void main() {
    run(() -> {
        IO.println("PID " + ProcessHandle.current().pid());
        Duration end = runningLoop().time().plusSeconds(30);
        for (int i = 1; i <= 3; i++) {
            createTask("visitor " + i, () -> sleep(0.5));
        }
        sleep(0);
        IO.println("primes: " + createTask("report", () -> primesUntil(end)).await());
    });
}
