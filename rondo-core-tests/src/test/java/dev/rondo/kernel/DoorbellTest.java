package dev.rondo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Who may look into a program: only its own user, by a plain file and a private folder. */
@EnabledOnOs(OS.LINUX)
class DoorbellTest {
    private static final int NOBODY = 65_534;

    @TempDir Path folder;
    private Path request;
    private Path room;
    private Path socket;
    private Doorbell bell;

    @BeforeEach
    void prepare() throws IOException {
        request = folder.resolve(".rondo-1");
        room = Files.createDirectory(folder.resolve("room"));
        permit("rwx------");
        socket = room.resolve("socket");
        bell = Doorbell.at(request.toFile());
    }

    private void permit(String permissions) throws IOException {
        Files.setPosixFilePermissions(room, PosixFilePermissions.fromString(permissions));
    }

    private String text() {
        return "rondo-inspect 1\n" + socket + "\n";
    }

    private void assertIgnored() {
        assertThat(bell.rung()).isNull();
        assertThat(request).exists();
    }

    @Test
    void nobodyHasRung() {
        assertThat(bell.rung()).isNull();
    }

    @Test
    void theRequestIsTakenAwayAndNamesTheSocket() throws IOException {
        Files.writeString(request, text());

        assertThat(bell.rung()).isEqualTo(socket);
        assertThat(request).doesNotExist();
        assertThat(bell.rung()).isNull();
    }

    @Test
    void aRequestThatIsBeingWrittenIsLeft() throws IOException {
        Files.writeString(request, "");
        assertIgnored();
        Files.writeString(request, "rondo-inspect 1\n/tm");
        assertIgnored();
    }

    @Test
    void anotherVersionIsAnsweredToo() throws IOException {
        Files.writeString(request, "rondo-inspect 2\n" + socket + "\n");

        assertThat(bell.rung()).isEqualTo(socket);
    }

    @Test
    void whatIsNoRequestIsTakenAwayAndNothingElse() throws IOException {
        Files.writeString(request, "something else\n" + socket + "\n");

        assertThat(bell.rung()).isNull();
        assertThat(request).doesNotExist();
    }

    @Test
    void aPathThatIsNoneIsIgnored() throws IOException {
        for (String path : new String[] {"", "socket", "\0", "/", "/not/there/socket"}) {
            Files.writeString(request, "rondo-inspect 1\n" + path + "\n");
            assertThat(bell.rung()).as(path).isNull();
        }
    }

    @Test
    void aLinkIsIgnored() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), text());
        Files.createSymbolicLink(request, target);

        assertIgnored();
        assertThat(target).hasContent(text());
    }

    @Test
    void aSecondNameOfAnotherFileIsIgnored() throws IOException {
        Files.createLink(request, Files.writeString(folder.resolve("target"), text()));

        assertIgnored();
    }

    @Test
    void aFolderIsIgnored() throws IOException {
        Files.createDirectory(request);

        assertIgnored();
    }

    @Test
    void whatIsTooLongIsIgnored() throws IOException {
        Files.writeString(request, text() + "x".repeat(5_000) + "\n");

        assertIgnored();
    }

    @Test
    void aRoomThatOthersMayEnterIsNotTrusted() throws IOException {
        for (String permissions : new String[] {"rwx--x---", "rwx-----x", "rwxr-xr-x"}) {
            permit(permissions);
            Files.writeString(request, text());
            assertThat(bell.rung()).as(permissions).isNull();
        }
    }

    @Test
    void aRoomThatIsALinkIsNotTrusted() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), room);
        Files.writeString(request, "rondo-inspect 1\n" + link.resolve("socket") + "\n");

        assertThat(bell.rung()).isNull();
    }

    @Test
    void aRequestOfAnotherUserIsIgnored() throws IOException {
        Files.writeString(request, text());
        giveAway(request);

        assertIgnored();
    }

    @Test
    void aRoomOfAnotherUserIsNotTrusted() throws IOException {
        Files.writeString(request, text());
        giveAway(room);

        assertThat(bell.rung()).isNull();
    }

    private static void giveAway(Path path) throws IOException {
        boolean isRoot = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        assumeTrue(isRoot, "only root can give files away");
        Files.setAttribute(path, "unix:uid", NOBODY);
    }
}
