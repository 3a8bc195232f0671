package dev.rondo.bench.core;

import java.math.BigInteger;

/**
 * Factorials by the algorithm of CPython's {@code math.factorial}, so that the CPU-bound leaves do
 * the same work: products of odd numbers, split in halves while they do not fit into a machine
 * word, and one shift at the end for the powers of two.
 */
final class Factorial {
    private Factorial() {}

    static BigInteger of(int n) {
        BigInteger inner = BigInteger.ONE;
        BigInteger outer = BigInteger.ONE;
        int upper = 3;
        for (int i = 31 - Integer.numberOfLeadingZeros(n) - 1; i >= 0; i--) {
            int v = n >> i;
            if (v > 2) {
                int lower = upper;
                upper = (v + 1) | 1;
                inner = inner.multiply(oddProduct(lower, upper));
                outer = outer.multiply(inner);
            }
        }
        return outer.shiftLeft(n - Integer.bitCount(n));
    }

    /**
     * Returns the product of the odd numbers from {@code start} up to, not including, {@code stop}.
     */
    private static BigInteger oddProduct(int start, int stop) {
        int count = (stop - start) / 2;
        int bits = 32 - Integer.numberOfLeadingZeros(stop - 2);
        if (count * bits <= 63) {
            long product = 1;
            for (int factor = start; factor < stop; factor += 2) {
                product *= factor;
            }
            return BigInteger.valueOf(product);
        }
        int middle = (start + count) | 1;
        return oddProduct(start, middle).multiply(oddProduct(middle, stop));
    }
}
