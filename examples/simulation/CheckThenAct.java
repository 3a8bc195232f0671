// A check, an await, then the act: while the payment is on its way, others pass the same check.
// One thread makes the code between two awaits atomic, and only that.
//
// Prints how the broken one fails, and that the mended one does not.
import static dev.rondo.Rondo.*;

import dev.rondo.sim.*;

static class BrokenHall {
    int seats = 3;

    boolean book(Duration payment) {
        if (seats == 0) {
            return false;
        }
        sleep(payment);
        seats--; // of those that were there before the payment
        return true;
    }
}

static class MendedHall extends BrokenHall {
    @Override
    boolean book(Duration payment) {
        if (seats == 0) {
            return false;
        }
        seats--; // check and act without an await in between
        boolean paid = false;
        try {
            sleep(payment);
            paid = true;
        } finally {
            if (!paid) {
                seats++;
            }
        }
        return true;
    }
}

/** A guest comes every ten milliseconds, and pays within one to thirty. */
void program(Simulation simulation, BrokenHall hall) {
    taskGroup(guests -> {
        for (int i = 1; i <= 5; i++) {
            Duration payment = Duration.ofMillis(1 + simulation.random(30));
            guests.createTask(
                    "guest " + i,
                    () -> {
                        hall.book(payment);
                    });
            sleep(0.010);
        }
    });
    if (hall.seats < 0) {
        throw new AssertionError("The hall has sold more seats than it has: " + hall.seats);
    }
}

void broken(Simulation simulation) {
    program(simulation, new BrokenHall());
}

void mended(Simulation simulation) {
    program(simulation, new MendedHall());
}

void main() {
    Exploration.find(ExplorationOptions.defaults(), this::broken)
            .ifPresent(failure -> IO.println(failure.getMessage()));
    Exploration.run(1_000, this::mended);
    IO.println("\nThe mended one holds.");
}
