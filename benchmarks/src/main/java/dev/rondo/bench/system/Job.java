package dev.rondo.bench.system;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a side is to do.
 *
 * @param work which operation, by name
 * @param way further which of its kinds, where a side has several
 * @param folder where the files are, made by the harness
 * @param tasks how many at a time
 * @param units how many units an operation has
 * @param sum what an operation must find, where that is a sum
 */
record Job(String work, String way, Path folder, int tasks, int units, long sum) {
    /** Bytes of a block: block {@code i} of a file begins with {@code i}, as eight bytes. */
    static final int BLOCK = 4096;

    /** Reads the arguments, words of the form {@code name=value}. */
    static Job of(String[] arguments) {
        Map<String, String> words = new HashMap<>();
        for (String argument : arguments) {
            int at = argument.indexOf('=');
            words.put(argument.substring(0, at), argument.substring(at + 1));
        }
        return new Job(
                words.get("work"),
                words.get("way"),
                Path.of(words.get("folder")),
                Integer.parseInt(words.get("tasks")),
                Integer.parseInt(words.get("units")),
                Long.parseLong(words.get("sum")));
    }

    Path blocks() {
        return folder.resolve("blocks");
    }

    Path lines() {
        return folder.resolve("lines");
    }

    /** Of the small files, each of one block, which begins with the file's number. */
    Path small(int number) {
        return folder.resolve("small").resolve(Integer.toString(number));
    }

    /** Throws unless what a buffer has up to its position begins with a number. */
    static void checkBlock(ByteBuffer block, long number) {
        if (block.getLong(0) != number) {
            throw new IllegalStateException("block " + number + " begins with " + block.getLong(0));
        }
    }

    static void check(String what, long found, long expected) {
        if (found != expected) {
            throw new IllegalStateException(what + ": " + found + ", not " + expected);
        }
    }
}
