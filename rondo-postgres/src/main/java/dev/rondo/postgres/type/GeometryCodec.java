package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.type.Geometry.Box;
import dev.rondo.postgres.type.Geometry.Circle;
import dev.rondo.postgres.type.Geometry.Line;
import dev.rondo.postgres.type.Geometry.LineSegment;
import dev.rondo.postgres.type.Geometry.Path;
import dev.rondo.postgres.type.Geometry.Point;
import dev.rondo.postgres.type.Geometry.Polygon;
import java.util.ArrayList;
import java.util.List;

/** The geometric types: all but two are so many doubles. */
final class GeometryCodec<T extends Geometry> extends ScalarCodec<T> {
    private static final int POINT = 16; // bytes

    GeometryCodec(String type, Class<T> javaType) {
        super(type, javaType);
    }

    @Override
    public T decode(byte[] source, int offset, int length) {
        return javaType().cast(read(source, offset, length));
    }

    private Geometry read(byte[] source, int offset, int length) {
        return switch (type) {
            case "point" -> point(source, checked(POINT, offset, length));
            case "line" -> {
                int at = checked(3 * Double.BYTES, offset, length);
                yield new Line(
                        Bytes.getDouble(source, at),
                        Bytes.getDouble(source, at + 8),
                        Bytes.getDouble(source, at + 16));
            }
            case "lseg" -> {
                int at = checked(2 * POINT, offset, length);
                yield new LineSegment(point(source, at), point(source, at + POINT));
            }
            case "box" -> {
                int at = checked(2 * POINT, offset, length);
                yield new Box(point(source, at), point(source, at + POINT));
            }
            case "circle" -> {
                int at = checked(POINT + Double.BYTES, offset, length);
                yield new Circle(point(source, at), Bytes.getDouble(source, at + POINT));
            }
            case "polygon" -> new Polygon(points(source, offset, length));
            default -> {
                List<Point> points = points(source, offset + 1, length - 1);
                yield new Path(points, source[offset] != 0);
            }
        };
    }

    /** Returns where a value begins that has the right length. */
    private int checked(int expected, int offset, int length) {
        checkLength(expected, length);
        return offset;
    }

    private static Point point(byte[] source, int at) {
        return new Point(Bytes.getDouble(source, at), Bytes.getDouble(source, at + 8));
    }

    private List<Point> points(byte[] source, int offset, int length) {
        int count = length < Integer.BYTES ? -1 : Bytes.getInt(source, offset);
        if (count < 0 || length != Integer.BYTES + (long) POINT * count) {
            throw Refusal.malformed(type, length + " bytes");
        }
        List<Point> points = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            points.add(point(source, offset + Integer.BYTES + POINT * i));
        }
        return points;
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        if (!javaType().isInstance(value)) {
            throw Refusal.wrongClass(type, value, "a Geometry." + javaType().getSimpleName());
        }
        switch ((Geometry) value) {
            case Point point -> put(point, target);
            case Line line -> put(line.c(), put(line.b(), put(line.a(), target)));
            case LineSegment segment -> put(segment.to(), put(segment.from(), target));
            case Box box -> put(box.low(), put(box.high(), target));
            case Circle circle -> put(circle.radius(), put(circle.center(), target));
            case Polygon polygon -> put(polygon.points(), target);
            case Path path -> put(path.points(), target.put(path.closed() ? 1 : 0));
        }
    }

    private static ByteWriter put(double number, ByteWriter target) {
        return target.putLong(Double.doubleToLongBits(number));
    }

    private static ByteWriter put(Point point, ByteWriter target) {
        return put(point.y(), put(point.x(), target));
    }

    private static void put(List<Point> points, ByteWriter target) {
        target.putInt(points.size());
        points.forEach(point -> put(point, target));
    }
}
