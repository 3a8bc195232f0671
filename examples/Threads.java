// Three platform threads without Rondo, started together and joined one by one.
// Prints the starts and the ends in any order, as the system runs the threads, and the last line
// last.
void work(double seconds) {
    String name = Thread.currentThread().getName();
    IO.println(name + ": Starting work");
    try {
        Thread.sleep(Duration.ofNanos((long) (seconds * 1e9)));
    } catch (InterruptedException e) {
        throw new IllegalStateException(e);
    }
    IO.println(name + ": Work complete");
}

void main(String[] args) throws InterruptedException {
    double seconds = args.length == 0 ? 1 : Double.parseDouble(args[0]);
    var threads = new ArrayList<Thread>();
    for (int number = 1; number <= 3; number++) {
        threads.add(Thread.ofPlatform().name("Thread " + number).start(() -> work(seconds)));
    }
    IO.println("Live threads: " + Thread.activeCount());
    for (var thread : threads) {
        thread.join();
    }
    IO.println("All threads are complete.");
}
