package dev.rondo.examples;

import dev.rondo.EventLoop;
import dev.rondo.history.AppendLists;
import dev.rondo.sim.Host;
import dev.rondo.sim.Simulation;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Network;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What the snippets of rondo-test's Javadoc take for granted. */
@SuppressWarnings("unused")
abstract class TestSnippetWorld {
    record Cache(Duration expiry) {
        void put(String key, String value) {}

        boolean isEmpty() {
            return true;
        }
    }

    record Backoff(int attempts) {
        void run() {}
    }

    record Bank(Host host) {
        void serve() {}
    }

    record Client(Host host) {
        void pay() {}
    }

    static final class Counter {
        void increment() {}

        int value() {
            return 2;
        }
    }

    EventLoop loop;
    Simulation simulation;
    Map<String, Integer> store;
    List<AppendLists.Op> answer;
    Host leader;
    Host follower;

    abstract void println(Object text);

    abstract ByteStream connect(String end);

    abstract void serve(Network network);

    abstract void ask(Network network, String host);
}
