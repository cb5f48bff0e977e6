package dev.imagescan.agent.fuzz;

import dev.imagescan.agent.packages.binary.BinaryCataloguer;
import dev.imagescan.agent.packages.binary.ScriptCataloguer;
import dev.imagescan.agent.packages.dotnet.AssemblyCataloguer;
import dev.imagescan.agent.packages.dotnet.PeShapes;
import dev.imagescan.agent.packages.elf.ElfWriter;
import dev.imagescan.agent.packages.golang.GoProgram;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Programs and libraries. */
final class BinaryTargets {

  private BinaryTargets() {}

  static List<Target> all() {
    Target program = Files.target("elf", new BinaryCataloguer(), "usr/sbin/nginx");
    byte[] constants = "\0nginx version: nginx/1.25.3\0".getBytes(StandardCharsets.ISO_8859_1);
    return List.of(
        program.from(
            ElfWriter.withConstants(constants),
            new ElfWriter(false, ByteOrder.BIG_ENDIAN)
                .with(".rodata", ElfWriter.READ_ONLY, 0x1000, constants)
                .withoutSections()
                .bytes(),
            GoProgram.elf("go1.22.1", "path\ta\nmod\ta\tv1.0.0\th1:x=\n")),
        program.shaped("elf-constants", ElfWriter::withConstants).from(constants),
        program
            .shaped("go-notes", Shapes::goNotes)
            .from(GoProgram.inline("go1.22.1", "path\ta\nmod\ta\tv1.0.0\th1:x=\n")),
        program.shaped("go-modules", Shapes::goModules),
        program.shaped("rust-crates", Shapes::crates),
        program
            .shaped("rust-packed", Shapes::cratesPacked)
            .from(Shapes.deflated("{\"packages\":[]}".getBytes(StandardCharsets.ISO_8859_1))),
        Files.target("scripts", new ScriptCataloguer(), "usr/local/bin/composer"),
        Files.target("dotnet-assembly", new AssemblyCataloguer(), "srv/a.dll")
            .from(PeShapes.library()));
  }
}
