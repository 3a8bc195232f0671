// A consumer that does not want to wait for ever gives up its get() when a time is over. In the
// very moment an item arrives: the task has it, and nobody asks the task any more.
//
// Prints how the broken one fails, and that the mended one does not.
import static dev.rondo.Rondo.*;

import dev.rondo.*;
import dev.rondo.sim.*;
import dev.rondo.sync.Queue;

static class BrokenConsumer {
    /** Returns the next item, or empty if none comes within 5 ms. */
    Optional<Integer> next(Queue<Integer> queue) {
        Task<Integer> next = createTask("next", () -> queue.get());
        waitAll(List.of(next), Duration.ofMillis(5));
        if (next.done()) {
            return Optional.of(next.result());
        }
        next.cancel(); // it may hold an item by now, and return it in spite of this
        return Optional.empty();
    }
}

static class MendedConsumer extends BrokenConsumer {
    @Override
    Optional<Integer> next(Queue<Integer> queue) {
        try {
            return Optional.of(timeout(Duration.ofMillis(5), () -> queue.get()));
        } catch (TimeoutException e) {
            return Optional.empty();
        }
    }
}

void program(Simulation simulation, BrokenConsumer consumer) {
    Queue<Integer> queue = new Queue<>();
    Set<Integer> seen = new LinkedHashSet<>();
    Task<Void> producer =
            createTask(
                    "producer",
                    () -> {
                        for (int item = 1; item <= 5; item++) {
                            sleep(Duration.ofMillis(1 + simulation.random(10)));
                            queue.put(item);
                        }
                    });
    Optional<Integer> item;
    do {
        item = consumer.next(queue);
        item.ifPresent(seen::add);
    } while (item.isPresent() || !producer.done() || !queue.isEmpty());
    if (seen.size() != 5) {
        throw new AssertionError("Five items were put, and these were seen: " + seen);
    }
}

void broken(Simulation simulation) {
    program(simulation, new BrokenConsumer());
}

void mended(Simulation simulation) {
    program(simulation, new MendedConsumer());
}

void main() {
    Exploration.find(ExplorationOptions.defaults(), this::broken)
            .ifPresent(failure -> IO.println(failure.getMessage()));
    Exploration.run(1_000, this::mended);
    IO.println("\nThe mended one holds.");
}
