package dev.rondo.postgres.type;

import java.util.List;
import java.util.stream.Collectors;

/** PostgreSQL's geometric types, of two dimensions. */
public sealed interface Geometry {
    /** Returns the server's text. */
    @Override
    String toString();

    /**
     * {@code point}.
     *
     * @param x to the right
     * @param y up
     */
    record Point(double x, double y) implements Geometry {
        @Override
        public String toString() {
            return "(" + FloatText.of(x) + "," + FloatText.of(y) + ")";
        }
    }

    /**
     * {@code line}: all points with {@code ax + by + c = 0}.
     *
     * @param a of x
     * @param b of y
     * @param c the constant
     */
    record Line(double a, double b, double c) implements Geometry {
        @Override
        public String toString() {
            return "{" + FloatText.of(a) + "," + FloatText.of(b) + "," + FloatText.of(c) + "}";
        }
    }

    /**
     * {@code lseg}.
     *
     * @param from one end
     * @param to the other
     */
    record LineSegment(Point from, Point to) implements Geometry {
        @Override
        public String toString() {
            return "[" + from + "," + to + "]";
        }
    }

    /**
     * {@code box}; the server puts the upper right corner first.
     *
     * @param high a corner
     * @param low the opposite one
     */
    record Box(Point high, Point low) implements Geometry {
        @Override
        public String toString() {
            return high + "," + low;
        }
    }

    /**
     * {@code path}.
     *
     * @param points at least one
     * @param closed whether the last one is connected with the first
     */
    record Path(List<Point> points, boolean closed) implements Geometry {
        /** Copies the list. */
        public Path {
            points = List.copyOf(points);
        }

        @Override
        public String toString() {
            return closed ? text("(", points, ")") : text("[", points, "]");
        }
    }

    /**
     * {@code polygon}.
     *
     * @param points at least one
     */
    record Polygon(List<Point> points) implements Geometry {
        /** Copies the list. */
        public Polygon {
            points = List.copyOf(points);
        }

        @Override
        public String toString() {
            return text("(", points, ")");
        }
    }

    /**
     * {@code circle}.
     *
     * @param center its middle
     * @param radius not negative
     */
    record Circle(Point center, double radius) implements Geometry {
        @Override
        public String toString() {
            return "<" + center + "," + FloatText.of(radius) + ">";
        }
    }

    private static String text(String begin, List<Point> points, String end) {
        return points.stream().map(Point::toString).collect(Collectors.joining(",", begin, end));
    }
}
