// Three processes of our own, each of which prints its process id; then a parent and a child that
// talk through channels. Prints three ids, none of them the parent's, and the child's answers.
import static dev.rondo.Rondo.*;

import dev.rondo.workers.Channel;
import dev.rondo.workers.WorkerOptions;
import dev.rondo.workers.WorkerProcess;

static void work(int number) {
    IO.println("child " + number + ": process " + ProcessHandle.current().pid());
}

static void answer(Channel<String> questions, Channel<String> answers) {
    for (String question : questions) { // ends when the channel is shut and empty
        answers.send(question.toUpperCase() + "!");
    }
    answers.shutdown();
}

void main() {
    IO.println("parent: process " + ProcessHandle.current().pid());
    run(() -> {
        List<WorkerProcess> children = new ArrayList<>();
        for (int n = 1; n <= 3; n++) {
            int number = n;
            children.add(
                    WorkerProcess.start(
                            "child-" + n, false, WorkerOptions.defaults(), () -> work(number)));
        }
        for (WorkerProcess child : children) {
            IO.println(child.name() + " ended with " + child.join());
        }

        try (Channel<String> questions = Channel.create(10);
                Channel<String> answers = Channel.create(10);
                WorkerProcess child = WorkerProcess.start(() -> answer(questions, answers))) {
            questions.send("hello");
            questions.send("are you there");
            questions.shutdown();
            for (String answer : answers) {
                IO.println("the child says: " + answer);
            }
            child.join();
        }
    });
}
