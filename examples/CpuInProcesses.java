// 100,000! four times, in four worker processes. Prints how many digits each result has, and the
// time. (In Java threads do the same: there is no GIL. Processes have memory of their own, and may
// crash or be killed.)
import static dev.rondo.Rondo.*;

import dev.rondo.workers.Workers;
import java.math.BigInteger;

/** The product from..to, halved again and again: factors of one size multiply fastest. */
static BigInteger product(int from, int to) {
    if (from == to) {
        return BigInteger.valueOf(from);
    }
    int middle = (from + to) >>> 1;
    return product(from, middle).multiply(product(middle + 1, to));
}

static long digits(BigInteger number) {
    return (long) (number.bitLength() * Math.log10(2)) + 1;
}

void main(String[] args) {
    int n = args.length == 0 ? 100_000 : Integer.parseInt(args[0]);
    run(() -> {
        long begin = System.nanoTime();
        try (Workers workers = Workers.processes(4)) {
            for (BigInteger result : workers.map(List.of(n, n, n, n), each -> product(1, each))) {
                IO.println("%d! has %d digits".formatted(n, digits(result)));
            }
        }
        IO.println("Took %.2f s".formatted((System.nanoTime() - begin) / 1e9));
    });
}
