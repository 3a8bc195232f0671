package dev.rondo.bench.system;

import static dev.rondo.Rondo.toThread;

import dev.rondo.workers.SharedMemory;
import dev.rondo.workers.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;

/** Calls that run in processes. */
final class RondoWorkers {
    private static final int PROCESSES = 2;
    private static final int PAGE = 4096;
    private static final int MB = 1_000_000;

    private RondoWorkers() {}

    static Operation operation(Job job) {
        return switch (job.work()) {
            case "calls" -> calls(job);
            case "argument" -> job.way().equals("shared") ? shared(job) : argument(job);
            case "ready" -> new Start();
            default -> throw new IllegalArgumentException(job.work());
        };
    }

    private static Operation calls(Job job) {
        Workers workers = Workers.processes(PROCESSES);
        List<Integer> items = IntStream.range(0, job.units()).boxed().toList();
        return () -> {
            long sum = 0;
            for (int square : workers.map(items, RondoWorkers::square)) {
                sum += square;
            }
            long last = job.units() - 1L;
            Job.check("sum of the squares", sum, last * (last + 1) * (2 * last + 1) / 6);
            return job.units();
        };
    }

    private static int square(int number) {
        return number * number;
    }

    private static Operation argument(Job job) {
        Workers workers = Workers.processes(1);
        byte[] bytes = new byte[job.units() * MB];
        return () -> {
            bytes[0]++;
            Job.check("sum", workers.call(() -> look(bytes)), bytes[0]);
            return job.units();
        };
    }

    /** The memory is there; it is filled anew for each call. */
    private static Operation shared(Job job) {
        Workers workers = Workers.processes(1);
        byte[] bytes = new byte[job.units() * MB];
        SharedMemory memory = SharedMemory.create(bytes.length);
        return () -> {
            bytes[0]++;
            toThread(() -> memory.segment().copyFrom(MemorySegment.ofArray(bytes)));
            Job.check("sum", workers.call(() -> look(memory)), bytes[0]);
            return job.units();
        };
    }

    /** Adds up a byte of each page. */
    private static long look(byte[] bytes) {
        long sum = 0;
        for (int i = 0; i < bytes.length; i += PAGE) {
            sum += bytes[i];
        }
        return sum;
    }

    private static long look(SharedMemory memory) {
        MemorySegment segment = memory.segment();
        long sum = 0;
        for (long i = 0; i < segment.byteSize(); i += PAGE) {
            sum += segment.get(ValueLayout.JAVA_BYTE, i);
        }
        return sum;
    }

    /** From nothing to the first answer. */
    private static final class Start implements Operation {
        private Workers workers = Workers.processes(1);

        @Override
        public long run() {
            workers = Workers.processes(1);
            Job.check("square", workers.call(() -> square(7)), 49);
            return 1;
        }

        @Override
        public void after() {
            workers.close();
        }
    }
}
