package dev.imagescan.agent.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.imagescan.agent.packages.MapRoot;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files that databases own, with the content that the databases say and with another. */
class PackageRecordsTest {

  @Test
  void dpkg_knows_a_file_by_either_name_of_a_moved_directory() {
    MapRoot root =
        new MapRoot()
            .with("var/lib/dpkg/info/libc6:amd64.list", "/.\n/lib\n/lib/libc.so\n/etc/ld.so.conf\n")
            .with("var/lib/dpkg/info/libc6:amd64.md5sums", md5("libc") + "  lib/libc.so\n")
            .with("usr/lib/libc.so", "libc")
            .with("etc/ld.so.conf", "x");
    PackageRecords records = records(root, "usr/lib/libc.so", "etc/ld.so.conf", "etc/mine");
    assertEquals("deb/libc6", records.owner("usr/lib/libc.so"));
    assertEquals("Matches", records.checksum("usr/lib/libc.so"));
    assertEquals("deb/libc6", records.owner("etc/ld.so.conf"));
    assertNull(records.checksum("etc/ld.so.conf"), "dpkg has no checksum of what users edit");
    assertNull(records.owner("etc/mine"));
    assertNull(records.checksum("etc/mine"));
  }

  @Test
  void a_changed_file_differs() {
    MapRoot root =
        new MapRoot()
            .with("var/lib/dpkg/status.d/base.md5sums", md5("before") + "  usr/bin/tool\n")
            .with("usr/bin/tool", "after");
    PackageRecords records = records(root, "usr/bin/tool");
    assertEquals("deb/base", records.owner("usr/bin/tool"));
    assertEquals("Differs", records.checksum("usr/bin/tool"));
  }

  @Test
  void apk_has_a_checksum_behind_each_file() {
    String sum = Base64.getEncoder().encodeToString(digest("SHA-1", "busybox"));
    MapRoot root =
        new MapRoot()
            .with(
                "lib/apk/db/installed",
                "P:busybox\nF:bin\nR:busybox\na:0:0:755\nZ:Q1%s\nR:sh\nZ:Q1!!\n\nP:b\nF:etc\nR:b\n"
                    .formatted(sum))
            .with("bin/busybox", "busybox")
            .with("etc/b", "");
    PackageRecords records = records(root, "bin/busybox", "bin/sh", "etc/b");
    assertEquals("apk/busybox", records.owner("bin/busybox"));
    assertEquals("Matches", records.checksum("bin/busybox"));
    assertEquals("apk/busybox", records.owner("bin/sh"));
    assertNull(records.checksum("bin/sh"), "what is no checksum says nothing");
    assertEquals("apk/b", records.owner("etc/b"));
  }

  @Test
  void pip_records_the_files_of_its_packages() {
    String folder = "usr/lib/python3/dist-packages";
    String sum =
        Base64.getUrlEncoder().withoutPadding().encodeToString(digest("SHA-256", "before"));
    MapRoot root =
        new MapRoot()
            .with(
                folder + "/requests-2.31.0.dist-info/RECORD",
                "requests/api.py,sha256=%s,6\nrequests-2.31.0.dist-info/RECORD,,\n".formatted(sum))
            .with(folder + "/requests/api.py", "after!");
    PackageRecords records = records(root, folder + "/requests/api.py", folder + "/mine.py");
    assertEquals("pypi/requests", records.owner(folder + "/requests/api.py"));
    assertEquals("Differs", records.checksum(folder + "/requests/api.py"));
    assertNull(records.owner(folder + "/mine.py"));
  }

  @Test
  void the_checksum_of_a_package_that_does_not_own_the_file_does_not_count() {
    MapRoot root =
        new MapRoot()
            .with("var/lib/dpkg/info/a.list", "/usr/bin/tool\n")
            .with("var/lib/dpkg/info/b.md5sums", md5("tool") + "  usr/bin/tool\n")
            .with("usr/bin/tool", "tool");
    PackageRecords records = records(root, "usr/bin/tool");
    assertEquals("deb/a", records.owner("usr/bin/tool"));
    assertNull(records.checksum("usr/bin/tool"));
  }

  private static PackageRecords records(MapRoot root, String... paths) {
    return PackageRecords.of(
        root,
        List.of(paths),
        problem -> {
          throw new AssertionError(problem);
        });
  }

  private static String md5(String content) {
    return HexFormat.of().formatHex(digest("MD5", content));
  }

  private static byte[] digest(String algorithm, String content) {
    try {
      return MessageDigest.getInstance(algorithm)
          .digest(content.getBytes(StandardCharsets.ISO_8859_1));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
