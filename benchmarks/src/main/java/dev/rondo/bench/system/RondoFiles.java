package dev.rondo.bench.system;

import dev.rondo.TaskGroup;
import dev.rondo.file.File;
import dev.rondo.file.Files;
import java.nio.ByteBuffer;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Work on files by tasks. */
final class RondoFiles {
    private static final int LARGE = 64 * 1024;
    private static final int AT_ONCE = 16; // tasks that read small files

    private RondoFiles() {}

    /** Returns what each task does. Suspends. */
    static List<Operation> operations(Job job) {
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < job.tasks(); i++) {
            operations.add(
                    switch (job.work()) {
                        case "read" -> read(job, i);
                        case "lines" -> () -> lines(job);
                        case "sequential" -> sequential(job);
                        case "small" -> () -> small(job);
                        default -> throw new IllegalArgumentException(job.work());
                    });
        }
        return operations;
    }

    /** A block at a random place of a file that stays open. */
    private static Operation read(Job job, int seed) {
        File file = opened(job);
        SplittableRandom random = new SplittableRandom(seed);
        ByteBuffer buffer = ByteBuffer.allocate(Job.BLOCK);
        return () -> {
            int block = random.nextInt((int) job.sum());
            buffer.clear();
            while (buffer.hasRemaining()) {
                file.readAt(buffer, (long) block * Job.BLOCK + buffer.position());
            }
            Job.checkBlock(buffer, block);
            return 1;
        };
    }

    /** What is open for writing, too, is read by threads. */
    private static File opened(Job job) {
        return job.way().equals("threads")
                ? Files.open(job.blocks(), StandardOpenOption.READ, StandardOpenOption.WRITE)
                : Files.open(job.blocks());
    }

    private static long lines(Job job) {
        long count = 0;
        long sum = 0;
        try (File file = Files.open(job.lines())) {
            for (String line : file.lines()) {
                count++;
                sum += line.length();
            }
        }
        Job.check("lines", count, job.units());
        Job.check("characters", sum, job.sum());
        return count;
    }

    private static Operation sequential(Job job) {
        ByteBuffer buffer = ByteBuffer.allocate(LARGE);
        return () -> {
            try (File file = opened(job)) {
                for (int i = 0; i < job.units(); i++) {
                    buffer.clear();
                    while (buffer.hasRemaining()) {
                        if (file.read(buffer) < 0) {
                            throw new IllegalStateException("an early end");
                        }
                    }
                    Job.checkBlock(buffer, (long) i * (LARGE / Job.BLOCK));
                }
                Job.check("at the end", file.read(buffer.clear()), -1);
            }
            return job.units();
        };
    }

    private static long small(Job job) {
        int[] next = {0};
        new TaskGroup()
                .run(group -> {
                    for (int i = 0; i < AT_ONCE; i++) {
                        group.createTask(() -> {
                            while (next[0] < job.units()) {
                                int number = next[0]++;
                                byte[] bytes = Files.readAllBytes(job.small(number));
                                Job.check("bytes", bytes.length, Job.BLOCK);
                                Job.checkBlock(ByteBuffer.wrap(bytes), number);
                            }
                        });
                    }
                });
        return job.units();
    }
}
