package dev.rondo.bench.system;

/** What children get and have to answer. */
final class Children {
    /** What echo is to say. */
    static final String SAID = "hello";

    private static final int MIB = 1 << 20;

    private Children() {}

    /** Returns so many MiB as the job has units. */
    static byte[] input(Job job) {
        byte[] input = new byte[job.units() * MIB];
        for (int i = 0; i < input.length; i++) {
            input[i] = (byte) (i * 31 >> 7);
        }
        return input;
    }

    static void checkEcho(int returnCode, String text) {
        Job.check("return code", returnCode, 0);
        if (!text.equals(SAID + "\n")) {
            throw new IllegalStateException("echo says " + text);
        }
    }

    static void checkCat(int returnCode, boolean same) {
        Job.check("return code", returnCode, 0);
        if (!same) {
            throw new IllegalStateException("other bytes came back");
        }
    }
}
