package dev.rondo.cli;

import dev.rondo.Rondo;
import dev.rondo.sync.Lock;

/** A program to look at: says "ready" when it is as its argument says, and goes on until killed. */
final class Subject {
    private Subject() {}

    public static void main(String... arguments) throws InterruptedException {
        switch (arguments[0]) {
            case "deadlock" -> Rondo.run(() -> deadlock());
            case "held" -> Rondo.run(() -> hold());
            case "names" -> Rondo.run(() -> names());
            case "many" -> Rondo.run(() -> many(Integer.parseInt(arguments[1])));
            case "two" -> {
                Thread.ofPlatform().name("second").start(() -> Rondo.run(() -> idle()));
                Rondo.run(() -> Rondo.sleep(3600));
            }
            case "none" -> {
                System.out.println("ready");
                Thread.sleep(3_600_000);
            }
            case String other -> throw new IllegalArgumentException(other);
        }
    }

    private static void idle() {
        Rondo.sleep(0);
        System.out.println("ready");
        Rondo.sleep(3600);
    }

    private static void deadlock() {
        Lock one = new Lock();
        Lock two = new Lock();
        Rondo.createTask("first", () -> both(one, two));
        Rondo.createTask("second", () -> both(two, one));
        Rondo.sleep(0);
        idle();
    }

    private static void both(Lock here, Lock there) {
        here.with(() -> {
            Rondo.sleep(0);
            there.with(() -> {});
        });
    }

    private static void hold() {
        Rondo.createTask("waits for its turn", () -> Rondo.sleep(0));
        System.out.println("ready");
        while (!Thread.interrupted()) {
            Thread.onSpinWait();
        }
    }

    private static void names() {
        Rondo.createTask("\u001b[2Jx\u0007\n<b>\u202e", () -> Rondo.sleep(3600));
        idle();
    }

    private static void many(int tasks) {
        Rondo.taskGroup(group -> {
            for (int i = 0; i < tasks; i++) {
                group.createTask(() -> Rondo.sleep(3600));
            }
            idle();
        });
    }
}
