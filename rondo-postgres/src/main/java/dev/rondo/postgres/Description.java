package dev.rondo.postgres;

import dev.rondo.postgres.type.PgType;
import dev.rondo.postgres.type.TypeRegistry;
import dev.rondo.postgres.wire.ColumnDescription;
import dev.rondo.postgres.wire.Formats;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server says of a statement: its parameters' types and its columns. The codecs for them
 * are looked up when first asked for, and anew when the registry has changed. Shared by the
 * sessions of a pool.
 */
final class Description {
    private final int[] parameterTypes;
    private final List<ColumnDescription> columns;
    private @Nullable ParameterShape parameters;
    private @Nullable RowShape rows;
    private Formats parameterFormats = Formats.BINARY;
    private Formats rowFormats = Formats.BINARY;

    Description(int[] parameterTypes, List<ColumnDescription> columns) {
        this.parameterTypes = parameterTypes;
        this.columns = columns;
    }

    /** Returns the OIDs of the parameters' types; not to be changed. */
    int[] parameterTypes() {
        return parameterTypes;
    }

    /** Returns the columns, none for what returns no rows. */
    List<ColumnDescription> columns() {
        return columns;
    }

    /** Returns the types that have to be known before the shapes are asked for. */
    List<Integer> missing(TypeRegistry types) {
        if (isCurrent(types)) {
            return List.of();
        }
        List<Integer> all = new ArrayList<>(parameterTypes.length + columns.size());
        for (int oid : parameterTypes) {
            all.add(oid);
        }
        for (ColumnDescription column : columns) {
            all.add(column.type());
        }
        return types.missing(all);
    }

    private boolean isCurrent(TypeRegistry types) {
        return parameters != null
                && rows != null
                && parameters.version() == types.version()
                && rows.version() == types.version();
    }

    /** Returns what encodes the parameters. */
    ParameterShape parameters(TypeRegistry types) {
        ParameterShape made = parameters;
        if (made == null || made.version() != types.version()) {
            made = new ParameterShape(parameterTypes, types);
            parameterFormats = Formats.of(made.binary());
            parameters = made;
        }
        return made;
    }

    /** Returns what decodes the rows. */
    RowShape rows(TypeRegistry types) {
        RowShape made = rows;
        if (made == null || made.version() != types.version()) {
            made = new RowShape(shown(columns, types), types);
            rowFormats = Formats.of(made.binary());
            rows = made;
        }
        return made;
    }

    /** Returns the formats of what {@link #parameters} encodes. */
    Formats parameterFormats() {
        return parameterFormats;
    }

    /** Returns the formats of what {@link #rows} decodes. */
    Formats rowFormats() {
        return rowFormats;
    }

    /** Returns whether columns are as these, their formats aside. */
    boolean hasColumns(List<ColumnDescription> others) {
        if (others.size() != columns.size()) {
            return false;
        }
        for (int i = 0; i < columns.size(); i++) {
            ColumnDescription mine = columns.get(i);
            ColumnDescription other = others.get(i);
            if (mine.type() != other.type() || !mine.name().equals(other.name())) {
                return false;
            }
        }
        return true;
    }

    static List<Column> shown(List<ColumnDescription> columns, TypeRegistry types) {
        List<Column> shown = new ArrayList<>(columns.size());
        for (ColumnDescription column : columns) {
            shown.add(
                    new Column(
                            column.name(),
                            type(column.type(), types),
                            shown.size(),
                            column.table(),
                            column.attribute()));
        }
        return shown;
    }

    /** Returns a type, or what is known of one that the catalogue does not have any more. */
    static PgType type(int oid, TypeRegistry types) {
        PgType known = types.type(oid);
        return known != null
                ? known
                : new PgType(
                        oid, "", "type " + Integer.toUnsignedString(oid), PgType.Kind.SCALAR, 0);
    }
}
