// What may a task call while others run? A blocking JDK call suspends its task; computing does not.
// Prints how a ticker fares beside each: it comes every 10 ms, but not at all beside a CPU loop.
import static dev.rondo.Rondo.*;

import dev.rondo.Action;
import java.util.List;

int ticks;
long lastTick;
long longestGap;

void tick() {
    long now = System.nanoTime();
    longestGap = Math.max(longestGap, now - lastTick);
    lastTick = now;
    ticks++;
}

void tickForEver() {
    while (true) {
        sleep(0.01);
        tick();
    }
}

<X extends Exception> void beside(String what, Action<X> call) throws X {
    ticks = 0;
    longestGap = 0;
    lastTick = System.nanoTime();
    var ticker = createTask(() -> tickForEver());
    sleep(0); // the ticker starts
    call.run();
    int counted = ticks;
    tick(); // the gap that lasts until now counts too
    ticker.cancel();
    waitAll(List.of(ticker)); // a tick that is due comes first
    IO.println("%s: %d ticks, longest gap %d ms".formatted(what, counted, longestGap / 1_000_000));
}

void compute(long millis) {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < millis * 1_000_000) {}
}

void main(String[] args) throws Exception {
    long millis = args.length == 0 ? 500 : Long.parseLong(args[0]);
    run(() -> {
        beside("sleep", () -> sleep(millis / 1e3));
        beside("Thread.sleep", () -> Thread.sleep(millis)); // holds the loop on the handoff engine
        beside("CPU loop", () -> compute(millis));
        beside("CPU loop in toThread", () -> toThread(() -> compute(millis)));
    });
}
