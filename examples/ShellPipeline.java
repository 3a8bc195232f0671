// What a shell does with bars, without a shell: the most frequent words of a text.
// The children are connected with each other; only the two ends are this program's.
import static dev.rondo.Rondo.*;

import dev.rondo.process.*;

void main() {
    String text = "the loop waits for the disk and the disk waits for the loop\n";
    run(() -> {
        Pipeline pipeline =
                Command.of("tr", " ", "\\n")
                        .pipe(Command.of("sort"))
                        .pipe(Command.of("uniq", "-c"))
                        .pipe(Command.of("sort", "-k1,1nr", "-k2"))
                        .pipe(Command.of("head", "-n", "3"));
        PipelineResult result = pipeline.run(text);
        IO.println(pipeline);
        for (String line : result.check().text().lines().toList()) {
            IO.println(line.strip());
        }
        IO.println("return codes " + result.returnCodes());
    });
}
