// A check, an await, then the act: while the payment is on its way, others pass the same check.
// One thread makes the code between two awaits atomic, and only that.
//
// Prints how the broken one fails, and that the mended one does not.
import static dev.rondo.Rondo.*;

import dev.rondo.sim.*;

static class BrokenHall {
    int seats = 3;

    boolean book() {
        if (seats == 0) {
            return false;
        }
        pay();
        seats--; // of those that were there before the payment
        return true;
    }

    void pay() {
        sleep(0);
    }
}

static class MendedHall extends BrokenHall {
    @Override
    boolean book() {
        if (seats == 0) {
            return false;
        }
        seats--; // check and act without an await in between
        boolean paid = false;
        try {
            pay();
            paid = true;
        } finally {
            if (!paid) {
                seats++;
            }
        }
        return true;
    }
}

void program(BrokenHall hall) {
    taskGroup(guests -> {
        for (int i = 1; i <= 5; i++) {
            guests.createTask(
                    "guest " + i,
                    () -> {
                        hall.book();
                    });
        }
    });
    if (hall.seats < 0) {
        throw new AssertionError("The hall has sold more seats than it has: " + hall.seats);
    }
}

void broken(Simulation simulation) {
    program(new BrokenHall());
}

void mended(Simulation simulation) {
    program(new MendedHall());
}

void main() {
    Exploration.find(ExplorationOptions.defaults(), this::broken)
            .ifPresent(failure -> IO.println(failure.getMessage()));
    Exploration.run(1_000, this::mended);
    IO.println("\nThe mended one holds.");
}
