// A bank that hangs: two transfers lock the same two accounts in opposite order. It never ends by
// itself; while it runs, "./rondo ps" in another window shows its PID, "./rondo pstree PID" the
// circle. docs/guide/production.md tells the story. Ctrl-C ends it.
import static dev.rondo.Rondo.*;

import dev.rondo.sync.Lock;

record Account(String name, Lock lock) {
    Account(String name) {
        this(name, new Lock());
    }
}

final Account savings = new Account("savings");
final Account current = new Account("current");

void transfer(Account from, Account to) {
    from.lock()
            .with(() -> {
                sleep(0.1); // asks somebody whether the money is there
                to.lock().with(() -> IO.println("moved from " + from.name() + " to " + to.name()));
            });
}

void main() {
    run(() -> {
        IO.println("PID " + ProcessHandle.current().pid());
        createTask(
                "heartbeat",
                () -> {
                    while (true) {
                        sleep(1);
                    }
                });
        taskGroup(bank -> {
            bank.createTask("put aside", () -> transfer(current, savings));
            bank.createTask("pay rent", () -> transfer(savings, current));
        });
    });
}
