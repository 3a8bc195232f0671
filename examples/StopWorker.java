// A worker takes jobs from a queue until it is told to stop: select waits for whichever comes
// first.
// The job that it has begun is finished, and the one that it has not taken stays in the queue.
// Prints two jobs and what is left.
import static dev.rondo.Rondo.*;
import static dev.rondo.sync.Select.*;

import dev.rondo.sync.Event;
import dev.rondo.sync.Queue;

void work(Queue<String> jobs, Event stop) {
    boolean more = true;
    while (more) {
        more =
                select(
                        whenSet(stop, () -> false), // first: it wins when a job is there, too
                        whenItem(
                                jobs,
                                job -> {
                                    sleep(1);
                                    IO.println(job + " is done");
                                    return true;
                                }));
    }
}

void main() {
    run(() -> {
        Queue<String> jobs = new Queue<>();
        Event stop = new Event();
        var worker = createTask(() -> work(jobs, stop));
        for (String job : new String[] {"first", "second", "third"}) {
            jobs.put(job);
        }
        sleep(1.5);
        stop.set();
        worker.await();
        IO.println("left: " + jobs.get());
    });
}
