package dev.rondo.cli;

/** A compiled program for {@link RunCommandTest}. */
public final class Greeter {

    private Greeter() {}

    public static void main(String... names) {
        System.out.println("hello " + String.join(" ", names));
    }
}
