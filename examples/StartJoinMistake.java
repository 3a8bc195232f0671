// The classic mistake with threads: joining each one right after its start. Rondo is not involved.
// Prints three seconds for start and join in one loop, two for two loops: the threads wait for 1
// and 2.
void pause(double seconds) {
    try {
        Thread.sleep(Duration.ofNanos((long) (seconds * 1e9)));
    } catch (InterruptedException e) {
        throw new IllegalStateException(e);
    }
}

void report(String what, long begin) {
    IO.println("%s: %.2f s".formatted(what, (System.nanoTime() - begin) / 1e9));
}

void main(String[] args) throws InterruptedException {
    double second = args.length == 0 ? 1 : Double.parseDouble(args[0]);

    long begin = System.nanoTime();
    for (int i = 1; i <= 2; i++) {
        double seconds = i * second;
        Thread.ofPlatform().start(() -> pause(seconds)).join();
    }
    report("Start and join in one loop", begin);

    begin = System.nanoTime();
    var threads = new ArrayList<Thread>();
    for (int i = 1; i <= 2; i++) {
        double seconds = i * second;
        threads.add(Thread.ofPlatform().start(() -> pause(seconds)));
    }
    for (var thread : threads) {
        thread.join();
    }
    report("Start in one loop, join in another", begin);
}
