package dev.imagescan.agent.hold;

import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.PlannedMount;
import java.util.Set;

/**
 * The entry of a mount that another one replaces, under an ID of its own: that of the wanted mount,
 * a tilde and a number. No plan has such an ID, so that it is removed like anything that is not
 * wanted, and until it is gone it names the source that it needs. What was made for it stands in
 * both entries: whichever goes last removes it.
 */
final class Aside {

  private static final char MARK = '~';

  private Aside() {}

  /** The ID of the mount that took or takes the place of this one; its own if none did. */
  static String place(String id) {
    int mark = id.indexOf(MARK);
    return mark < 0 ? id : id.substring(0, mark);
  }

  static boolean is(MountResult entry) {
    return is(entry.planned().id());
  }

  static boolean is(String id) {
    return id.indexOf(MARK) >= 0;
  }

  /** The same entry under the first free ID. */
  static MountResult of(MountResult held, Set<String> taken) {
    int number = 1;
    while (taken.contains(held.planned().id() + MARK + number)) {
      number++;
    }
    PlannedMount planned = held.planned();
    return new MountResult(
        new PlannedMount(
            planned.id() + MARK + number,
            planned.scan(),
            planned.pod(),
            planned.podUID(),
            planned.container(),
            planned.containerID(),
            planned.mountPath(),
            planned.readOnly(),
            planned.makeMountPoint(),
            planned.source()),
        held.state(),
        held.reason(),
        held.message(),
        held.time(),
        held.placed());
  }
}
