package dev.rondo.postgres;

import dev.rondo.postgres.type.TypeRegistry;
import dev.rondo.postgres.wire.FrontendWriter;
import org.jspecify.annotations.Nullable;

/** Arguments into a Bind, in the formats that their types want. */
final class Binding {
    private Binding() {}

    /**
     * Appends a Bind of a described statement.
     *
     * @throws IllegalArgumentException if there are too few or too many arguments
     * @throws ConversionException if one does not fit its parameter
     */
    static void write(
            FrontendWriter out,
            String portal,
            Statement statement,
            @Nullable Object[] arguments,
            TypeRegistry types) {
        Description description = statement.description();
        ParameterShape parameters = description.parameters(types);
        description.rows(types); // looks the formats up
        int count = description.parameterTypes().length;
        if (arguments.length != count) {
            throw wrongNumber(statement, count, arguments.length);
        }
        out.beginBind(portal, statement.name(), description.parameterFormats(), count);
        for (int i = 0; i < count; i++) {
            Object argument = arguments[i];
            if (argument == null) {
                out.nullValue();
            } else {
                out.beginValue();
                parameters.encode(i, argument, out.bytes());
                out.endValue();
            }
        }
        out.endBind(description.rowFormats());
    }

    static IllegalArgumentException wrongNumber(Statement statement, int count, int given) {
        return new IllegalArgumentException(
                "The statement has "
                        + count
                        + (count == 1 ? " parameter" : " parameters")
                        + ", but there "
                        + (given == 1 ? "is " : "are ")
                        + given
                        + (given == 1 ? " argument: " : " arguments: ")
                        + Exchange.shown(statement.sql())
                        + "\nThey stand for $1, $2 and so on; a list for any($1) is one argument");
    }
}
