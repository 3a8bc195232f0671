package dev.rondo.bench.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.SplittableRandom;

/** Work on files in place, by one thread. */
final class BlockingFiles {
    private static final int LARGE = 64 * 1024;

    private BlockingFiles() {}

    static Operation operation(Job job) throws IOException {
        return switch (job.work()) {
            case "read" -> read(job);
            case "lines" -> () -> lines(job);
            case "sequential" -> sequential(job);
            case "small" -> () -> small(job);
            default -> throw new IllegalArgumentException(job.work());
        };
    }

    private static Operation read(Job job) throws IOException {
        FileChannel channel = FileChannel.open(job.blocks());
        SplittableRandom random = new SplittableRandom(0);
        ByteBuffer buffer = ByteBuffer.allocate(Job.BLOCK);
        return () -> {
            int block = random.nextInt((int) job.sum());
            buffer.clear();
            while (buffer.hasRemaining()) {
                channel.read(buffer, (long) block * Job.BLOCK + buffer.position());
            }
            Job.checkBlock(buffer, block);
            return 1;
        };
    }

    private static long lines(Job job) throws IOException {
        long count = 0;
        long sum = 0;
        try (BufferedReader reader = Files.newBufferedReader(job.lines())) {
            for (String line; (line = reader.readLine()) != null; ) {
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
            try (FileChannel channel = FileChannel.open(job.blocks())) {
                for (int i = 0; i < job.units(); i++) {
                    buffer.clear();
                    while (buffer.hasRemaining()) {
                        if (channel.read(buffer) < 0) {
                            throw new IllegalStateException("an early end");
                        }
                    }
                    Job.checkBlock(buffer, (long) i * (LARGE / Job.BLOCK));
                }
                Job.check("at the end", channel.read(buffer.clear()), -1);
            }
            return job.units();
        };
    }

    private static long small(Job job) throws IOException {
        for (int number = 0; number < job.units(); number++) {
            byte[] bytes = Files.readAllBytes(job.small(number));
            Job.check("bytes", bytes.length, Job.BLOCK);
            Job.checkBlock(ByteBuffer.wrap(bytes), number);
        }
        return job.units();
    }
}
