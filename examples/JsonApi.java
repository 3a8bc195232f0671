// A JSON API over a store in memory: list, get, create, change, delete. The store has the place that a
// database will have. Try: curl -d '{"id":0,"title":"Dune"}' localhost:8080/books; curl localhost:8080/books
import static dev.rondo.Rondo.*;

import dev.rondo.http.*;
import dev.rondo.http.server.*;

record Book(int id, String title) {}

/** What a database will do: its methods may await. */
interface Books {
    List<Book> all();

    Optional<Book> find(int id);

    Book save(Book book);

    boolean delete(int id);
}

/** One thread runs all handlers, so there is no lock. */
class BooksInMemory implements Books {
    private final SequencedMap<Integer, Book> books = new LinkedHashMap<>();
    private int lastId;

    @Override
    public List<Book> all() {
        return List.copyOf(books.values());
    }

    @Override
    public Optional<Book> find(int id) {
        return Optional.ofNullable(books.get(id));
    }

    @Override
    public Book save(Book book) {
        var saved = book.id() == 0 ? new Book(++lastId, book.title()) : book;
        books.put(saved.id(), saved);
        return saved;
    }

    @Override
    public boolean delete(int id) {
        return books.remove(id) != null;
    }
}

Book bookOf(Request request) {
    Book book = request.body().json(Book.class); // malformed: 400
    if (book.title() == null || book.title().isBlank()) {
        throw new HttpException(Status.UNPROCESSABLE_CONTENT, "A book needs a title");
    }
    return book;
}

App api(Books books) {
    var app = new App();
    app.get("/books", _ -> Response.json(books.all()));
    app.post("/books", request -> Response.created(books.save(new Book(0, bookOf(request).title()))));
    app.get("/books/{id}", request -> {
        int id = request.path().getInt("id"); // no number: 404
        return Response.json(books.find(id).orElseThrow(() -> new HttpException(Status.NOT_FOUND)));
    });
    app.put("/books/{id}", request -> {
        int id = request.path().getInt("id");
        if (books.find(id).isEmpty()) {
            throw new HttpException(Status.NOT_FOUND);
        }
        return Response.json(books.save(new Book(id, bookOf(request).title())));
    });
    app.delete("/books/{id}", request -> {
        if (!books.delete(request.path().getInt("id"))) {
            throw new HttpException(Status.NOT_FOUND);
        }
        return Response.noContent();
    });
    return app;
}

void main(String[] args) {
    int port = args.length == 0 ? 8080 : Integer.parseInt(args[0]);
    run(() -> {
        try (var server = api(new BooksInMemory()).start(ServeOptions.on("localhost", port))) {
            IO.println("Serving on " + server.url());
            server.serveForever();
        }
    });
}
