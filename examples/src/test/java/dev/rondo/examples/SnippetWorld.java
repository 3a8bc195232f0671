package dev.rondo.examples;

import dev.rondo.EventLoop;
import dev.rondo.bytes.ByteQueue;
import dev.rondo.bytes.Span;
import dev.rondo.file.File;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Connection;
import dev.rondo.stream.Datagrams;
import dev.rondo.stream.Network;
import dev.rondo.stream.Protocol;
import dev.rondo.stream.StreamReader;
import dev.rondo.stream.TlsOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the snippets of the Javadoc take for granted. They are compiled as subclasses, and not run.
 */
@SuppressWarnings("unused")
abstract class SnippetWorld {
    record Account(int balance) {
        Account plus(int amount) {
            return new Account(balance + amount);
        }
    }

    record Job(String name, int deadline) {}

    record Line(String text) {}

    static final class MyProtocol implements Protocol {}

    static final class Statistics {
        void count() {}
    }

    static final class ProgressBar {
        void show(long done, long total) {}
    }

    EventLoop loop;
    Network network;
    SocketAddress address;
    ByteStream stream;
    ByteStream plain;
    TlsOptions options;
    Datagrams datagrams;
    SocketAddress peer;
    Connection connection;
    StreamReader reader;
    ByteQueue queue;
    Span name;
    Span value;
    int end;
    long length;
    byte[] body;
    String request;
    String text;
    File file;
    byte[] record;
    Path source;
    Path target;
    Path folder;
    Path project;
    ProgressBar bar;
    ArrayDeque<String> shelf;
    List<URI> pages;
    List<Path> logs;
    int id;
    int today;
    int tomorrow;

    abstract void println(Object text);

    abstract void log(String text);

    abstract String fetch(String page) throws IOException;

    abstract void fetch(URI page);

    abstract void retryLater(Throwable failure);

    abstract void parse(ByteBuffer bytes);

    abstract void handle(Span line);

    abstract String answer(String request);

    abstract void prepare();

    abstract void serve();

    abstract boolean receive();

    abstract void query();

    abstract void connect();

    abstract void sell(String item);

    abstract String delivery();

    abstract Account load(int account);

    abstract void save(Account account);

    abstract void readLines(Path log, Consumer<Line> lines);
}
