package dev.imagescan.agent.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OverlayOptionsTest {

  @Test
  void containerd_names_layers_topmost_first() {
    OverlayOptions options =
        OverlayOptions.parse(
            "rw,lowerdir=/var/lib/containerd/s/74/fs:/var/lib/containerd/s/73/fs,"
                + "upperdir=/var/lib/containerd/s/75/fs,workdir=/var/lib/containerd/s/75/work,"
                + "uuid=on,nouserxattr");
    assertEquals(
        List.of("/var/lib/containerd/s/74/fs", "/var/lib/containerd/s/73/fs"), options.lower());
    assertEquals(Optional.of("/var/lib/containerd/s/75/fs"), options.upper());
  }

  @Test
  void escapes_of_the_kernel_and_of_overlayfs_are_undone() {
    OverlayOptions options =
        OverlayOptions.parse(
            "ro,lowerdir=/a\\134:b:/c\\054d:/e\\134\\134f:/g\\040h\\075i,upperdir=/u\\134:v");
    assertEquals(List.of("/a:b", "/c,d", "/e\\f", "/g h=i"), options.lower());
    assertEquals(Optional.of("/u:v"), options.upper());
  }

  @Test
  void layers_that_were_given_one_by_one_are_found() {
    OverlayOptions options =
        OverlayOptions.parse("ro,lowerdir+=/with:colon,lowerdir+=/second,datadir+=/data");
    assertEquals(List.of("/with:colon", "/second"), options.lower());
    assertEquals(Optional.empty(), options.upper());
  }

  @Test
  void options_without_layers_name_none() {
    assertEquals(List.of(), OverlayOptions.parse("rw,seclabel,size=4k").lower());
    assertEquals(List.of(), OverlayOptions.parse("").lower());
  }

  @Test
  void relative_names_are_below_the_directory_that_holds_the_upper_one_too() {
    String base = base("rw,lowerdir=74/fs:73/fs,upperdir=/s/75/fs,workdir=/s/75/work", "/run/x");
    assertEquals("/s", base);
    assertEquals(Optional.of("/s/74/fs"), LayerPaths.of("74/fs", base));
    assertEquals(Optional.of("/elsewhere"), LayerPaths.of("/elsewhere", base));
  }

  @Test
  void docker_leaves_only_the_mount_point_absolute_in_a_deep_image() {
    String base =
        base("rw,lowerdir=l/AB:l/CD,upperdir=id/diff", "/var/lib/docker/overlay2/id/merged");
    assertEquals("/var/lib/docker/overlay2", base);
    assertEquals(Optional.of("/var/lib/docker/overlay2/l/AB"), LayerPaths.of("l/AB", base));
    assertEquals("/var/lib/docker/overlay2/id/diff", LayerPaths.absolute("id/diff", base));
  }

  @Test
  void the_temporary_place_of_shifted_layers_is_replaced_by_the_lasting_one() {
    String temporary = "/var/lib/containerd/tmpmounts/ovl-idmapped398563311";
    assertEquals(Optional.of("/s/74/fs"), LayerPaths.of(temporary + "/74/fs", "/s"));
    assertEquals(Optional.empty(), LayerPaths.of(temporary, "/s"));
    assertEquals(Optional.empty(), LayerPaths.of(temporary + "/", "/s"));
  }

  private static String base(String options, String mountPoint) {
    return LayerPaths.base(OverlayOptions.parse(options), mountPoint).orElseThrow();
  }
}
