// A chat: the first line of a member is the name, every other line goes to all, /quit ends it.
// Prints where it listens (a port may be given); try curl telnet://127.0.0.1:8889 in two windows.
//
// Each member has a bounded queue and a task that empties it. So nobody waits for a slow reader:
// a member whose queue is full is put out.
import static dev.rondo.Rondo.*;
import static dev.rondo.net.Net.*;

import dev.rondo.*;
import dev.rondo.stream.*;
import dev.rondo.sync.Queue;

static final int MOST_WAITING_LINES = 100;

record Member(String name, Queue<String> lines, Task<?> task) {}

final Map<String, Member> members = new LinkedHashMap<>(); // one thread: no lock

void tellAll(String line) {
    for (Member member : List.copyOf(members.values())) {
        if (!member.lines.tryPut(line)) {
            members.remove(member.name);
            member.task.cancel("too slow"); // closes the connection
        }
    }
}

void serve(Connection connection) {
    try {
        StreamWriter writer = connection.writer();
        writer.write("Your name?\n");
        String name = connection.reader().nextLine().orElse("").strip();
        if (name.isEmpty() || name.length() > 20 || members.containsKey(name)) {
            writer.write("This name is taken, or none\n");
            return;
        }
        Task<?> task = currentTask().orElseThrow();
        Member member = new Member(name, new Queue<>(MOST_WAITING_LINES), task);
        Task<Void> sender = createTask("to " + name, () -> send(member, writer));
        try {
            chat(member, connection.reader());
            member.lines.shutdown(); // what waits is still sent
            sender.await();
        } finally {
            sender.cancel();
        }
    } catch (StreamException e) {
        IO.println(e.getMessage()); // a line of 64 KiB, or a broken connection
    }
}

void chat(Member member, StreamReader reader) {
    members.put(member.name, member);
    tellAll("* " + member.name + " joined, " + members.size() + " here");
    try {
        for (String line : reader.lines()) {
            if (line.equals("/quit")) {
                return;
            }
            tellAll(member.name + ": " + line);
        }
    } finally {
        members.remove(member.name, member);
        tellAll("* " + member.name + " left");
    }
}

void send(Member member, StreamWriter writer) {
    try {
        for (String line : member.lines) {
            writer.write(line + "\n");
            writer.drain();
        }
    } catch (StreamException e) {
        // Reading fails, too, and ends the member.
    }
}

void main(String[] args) {
    int port = args.length == 0 ? 8889 : Integer.parseInt(args[0]);
    run(() -> {
        Server server = startServer("127.0.0.1", port, this::serve);
        IO.println("Serving on " + server.addresses().getFirst());
        server.serveForever();
    });
}
