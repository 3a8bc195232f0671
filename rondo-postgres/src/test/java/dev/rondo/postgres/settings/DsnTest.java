package dev.rondo.postgres.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DSNs say what they say to libpq; the cases are those of its own tests, and more. */
class DsnTest {
    private static String text(Map<String, String> settings) {
        StringBuilder text = new StringBuilder();
        settings.forEach((key, value) -> text.append(key).append('=').append(value).append(' '));
        return text.toString().strip();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    postgresql://uri-user:secret@host:12345/db | user=uri-user password=secret host=host port=12345 dbname=db
                    postgresql://uri-user@host:12345/db        | user=uri-user host=host port=12345 dbname=db
                    postgresql://uri-user@host/db              | user=uri-user host=host dbname=db
                    postgresql://host:12345/db                 | host=host port=12345 dbname=db
                    postgresql://uri-user@host/                | user=uri-user host=host
                    postgresql://uri-user@                     | user=uri-user
                    postgresql://host:12345                    | host=host port=12345
                    postgresql://host                          | host=host
                    postgresql://?hostaddr=127.0.0.1           | hostaddr=127.0.0.1
                    postgresql://example.com?hostaddr=63.1.2.4 | host=example.com hostaddr=63.1.2.4
                    postgresql://%68ost/                       | host=host
                    postgresql://host/db?user=uri-user&port=12345 | host=host dbname=db user=uri-user port=12345
                    postgresql://host/db?u%73er=other&port=12345  | host=host dbname=db user=other port=12345
                    postgresql://host:12345?user=uri-user      | host=host port=12345 user=uri-user
                    postgresql://host?  user = uri-user & port  = 12345 | host=host user=uri-user port=12345
                    postgresql://host?                         | host=host
                    postgresql://[::1]:12345/db                | host=::1 port=12345 dbname=db
                    postgresql://[2001:db8::1234]/             | host=2001:db8::1234
                    postgres:///db                             | dbname=db
                    postgres://uri-user@/db                    | user=uri-user dbname=db
                    postgres://?host=/path/to/socket/dir       | host=/path/to/socket/dir
                    postgres://@host                           | host=host
                    postgres://host:/                          | host=host
                    postgres://:12345/                         | port=12345
                    postgres://otheruser@:12345/db?host=/path  | user=otheruser port=12345 dbname=db host=/path
                    postgres://%2Fvar%2Flib%2Fpostgresql/dbname | host=/var/lib/postgresql dbname=dbname
                    postgresql://a,b:5433,[::1]:5434/db        | host=a,b,::1 port=,5433,5434 dbname=db
                    postgresql://host/db?ssl=true              | host=host dbname=db sslmode=require
                    postgresql://h/?options=-c%20geqo%3Doff    | host=h options=-c geqo=off
                    """)
    void aUriSaysWhatItSaysToLibpq(String dsn, String settings) {
        assertThat(text(Dsn.parse(dsn))).isEqualTo(settings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql://", "postgres://", "postgres:///", "", "   "})
    void nothingMayBeSaid(String dsn) {
        assertThat(Dsn.parse(dsn)).isEmpty();
    }

    @DisplayName("PG122: each part is percent-decoded once")
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    postgresql://u:p%40ss@h/d,   p@ss
                    postgresql://u:%3A%2F%25%3F%23@h/d,  :/%?#
                    postgresql://u:%2541@h/d,    %41
                    postgresql://u:p+q@h/d,      p+q
                    postgresql://u:a?b@h/d,      a?b
                    postgresql://u:a#b@h/d,      a#b
                    postgresql://u:a:b@h/d,      a:b
                    postgresql://u:%C3%A9@h/d,   é
                    postgresql://h/d?user=u&password=p%26q, p&q
                    """)
    void passwordsAreDecodedOnce(String dsn, String password) {
        assertThat(Dsn.parse(dsn)).containsEntry("password", password).containsEntry("user", "u");
    }

    @DisplayName("PG122: an @ in a password that is not encoded is reported as such")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u:sec@ret@host/db",
                "postgresql://u:sec@ret@host",
                "postgresql://u:@sec@ret@host:5432/db"
            })
    void anAtInAPasswordIsReported(String dsn) {
        assertThatThrownBy(() -> Dsn.parse(dsn))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("%40")
                .hasMessageNotContainingAny("sec", "ret");
    }

    @Test
    void aSlashInAPasswordIsReported() {
        assertThatThrownBy(() -> Dsn.parse("postgresql://user:sec/ret@host/db"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("%2F")
                .hasMessageNotContainingAny("sec", "ret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    postgresql://host/db?u%7aer=x        | Did you mean "user"?
                    postgresql://host?uzer=              | Did you mean "user"?
                    postgresql://host?applicationName=x  | Did you mean "application_name"?
                    postgresql://host?sslMode=require    | Did you mean "sslmode"?
                    postgresql://host?sslmode=verify_full | Did you mean "verify-full"?
                    postgresql://host?sslmode=on         | There are: disable, allow, prefer, require
                    postgresql://host?zyx=1              | There is no setting "zyx"
                    postgresql://host?zzz                | no = in a part
                    postgresql://host?value1&value2      | no = in a part
                    postgresql://host?key=key=value      | two =
                    postgresql://host?dbname=%XXfoo      | two hexadecimal digits
                    postgresql://%zz                     | two hexadecimal digits
                    postgresql://%1                      | two hexadecimal digits
                    postgresql://%                       | two hexadecimal digits
                    postgresql://a%00b                   | %00
                    postgresql://%ff                     | no UTF-8
                    postgresql://ho st/db                | %20
                    postgresql://host?user = a b         | %20
                    postgres://[::1                      | no ]
                    postgres://[]                        | between [ and ]
                    postgres://[::1]z                    | Behind the ]
                    postgresql://host:99999/             | 1 to 65535
                    postgresql://host:0/                 | 1 to 65535
                    postgresql://host?port=5432x         | "5432x"
                    postgresql://host?connect_timeout=5s | must be an integer
                    postgre://host                       | "postgre://"
                    jdbc:postgresql://host/db            | "jdbc:postgresql://"
                    postgresql+asyncpg://host/db         | "postgresql+asyncpg://"
                    host                                 | This is no DSN
                    host=a b                             | no =
                    host=a password='x                   | no single quote
                    """)
    void whatIsWrongIsSaid(String dsn, String message) {
        assertThatThrownBy(() -> Dsn.parse(dsn))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    host=a port=5433 dbname=d          | host=a port=5433 dbname=d
                    host = a   user= b                 | host=a user=b
                    user='a b' password='it\\'s \\\\'  | user=a b password=it's \\
                    user=a\\ b host=h                  | user=a b host=h
                    user='' host=h                     | user= host=h
                    host=/tmp,db2 port=5432,5433       | host=/tmp,db2 port=5432,5433
                    user='a'host=h                     | user=a host=h
                    """)
    void pairsSayWhatTheySayToLibpq(String dsn, String settings) {
        assertThat(text(Dsn.parse(dsn))).isEqualTo(settings);
    }

    @Test
    void whatMayBeAPasswordIsNotShown() {
        for (String dsn :
                new String[] {
                    "user=u password=XYZ QQQ",
                    "user=u password='XYZ QQQ",
                    "password=u sslmode='XYZ",
                    "postgresql://u:XYZ QQQ@h/d",
                    "postgresql://u:XYZ%zzQQQ@h/d",
                    "postgresql://u:XYZQQQ",
                    "postgresql://h?password=XYZ=QQQ",
                    "postgresql://h?user=u&XYZ"
                }) {
            assertThatThrownBy(() -> Dsn.parse(dsn))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContainingAny("XYZ", "QQQ");
        }
    }

    @Test
    void laterPairsReplaceEarlierOnes() {
        assertThat(Dsn.parse("host=a host=b")).isEqualTo(new LinkedHashMap<>(Map.of("host", "b")));
    }
}
