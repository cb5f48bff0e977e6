package dev.imagescan.api.v1alpha1;

import static dev.imagescan.api.v1alpha1.SchemaRules.mapList;
import static dev.imagescan.api.v1alpha1.SchemaRules.rule;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Map;

/** What may be injected where; the volumes' sources have their rules in {@link SourceRules}. */
final class InjectionRules {

  /** CEL that says whether one path is the other, or lies below it or above. */
  private static final String OVERLAP =
      "(%1$s == %2$s || %1$s.startsWith(%2$s + '/') || %2$s.startsWith(%1$s + '/'))";

  /**
   * What would turn the right to run a program in a container into root's rights there, and what
   * the kernel and kubelet keep there; also the directories above these.
   */
  private static final String SYSTEM =
      "^(/|/etc|/run|/var(/(spool|run))?|/(bin|sbin|boot|dev|proc|sys|lib[a-z0-9]*)(/.*)?"
          + "|/usr(/(local(/(share|src))?|share|src)?)?"
          + "|/usr/local/(bin|sbin|etc|lib[a-z0-9]*|games|include|man|libexec)(/.*)?"
          + "|/usr/(bin|sbin|lib[a-z0-9]*|libexec|games|include|etc)(/.*)?"
          + "|/etc/((ld[.]so[.]|sudo|doas|passwd|shadow|gshadow|group|subuid|subgid|pam[.]|profile"
          + "|bash|zsh|environment|cron|at[.]|init|rc|modprobe[.])[^/]*"
          + "|security|nsswitch[.]conf|login[.]defs|shells|anacrontab|systemd|ssh|dbus-1|polkit-1"
          + "|udev|alternatives|apk|apt)(/.*)?"
          + "|/(var/)?run/secrets(/kubernetes[.]io(/.*)?)?|/var/spool/cron(/.*)?)$";

  private InjectionRules() {}

  static void complete(JSONSchemaProps inject) {
    Map<String, JSONSchemaProps> lists = inject.getProperties();
    mapList(lists.get("volumes"), "name");
    mapList(lists.get("volumeMounts"), "mountPath");
    mapList(lists.get("shares"), "mountPath");
    SourceRules.complete(item(lists, "volumes"));
    volumeMount(item(lists, "volumeMounts"));
    share(item(lists, "shares"));
    rule(
        inject,
        "(has(self.volumeMounts) && size(self.volumeMounts) > 0)"
            + " || (has(self.shares) && size(self.shares) > 0)",
        "inject needs at least one entry in volumeMounts or shares");
    rule(
        inject,
        "!has(self.volumeMounts) || self.volumeMounts.all(m, has(self.volumes)"
            + " && self.volumes.exists(v, v.name == m.name))",
        "every entry of volumeMounts must name an entry of volumes");
    apart(inject);
    sourcesOfShares(inject);
  }

  /** Mounts come and go one by one: which of two lies on top must not depend on the order. */
  private static void apart(JSONSchemaProps inject) {
    String message =
        "a mountPath must not be the same as another of this scan or lie below it: they are mounted"
            + " and removed one by one, in no order";
    for (String list : new String[] {"volumeMounts", "shares"}) {
      rule(
          inject,
          "!has(self.%1$s) || self.%1$s.all(a, self.%1$s.all(b, !a.mountPath.startsWith(b.mountPath + '/')))"
              .formatted(list),
          message);
    }
    rule(
        inject,
        "!has(self.volumeMounts) || !has(self.shares) || self.volumeMounts.all(a,"
            + " self.shares.all(b, !"
            + OVERLAP.formatted("a.mountPath", "b.mountPath")
            + "))",
        message);
  }

  /** A clone of a directory holds all that is mounted below it, ours as well, and keeps it busy. */
  private static void sourcesOfShares(JSONSchemaProps inject) {
    rule(
        inject,
        "!has(self.volumeMounts) || !has(self.shares) || self.shares.all(s,"
            + " self.volumeMounts.all(m, !"
            + OVERLAP.formatted("s.path", "m.mountPath")
            + "))",
        "the path of a share must not overlap with the mountPath of a volume: put the volume itself"
            + " into the other containers");
    rule(
        inject,
        "!has(self.shares) || self.shares.all(s, self.shares.all(t, s.fromContainer =="
            + " t.fromContainer || !"
            + OVERLAP.formatted("s.path", "t.mountPath")
            + "))",
        "the path of a share must not overlap with the mountPath of another container's share: a"
            + " share cannot be shared again");
  }

  private static void volumeMount(JSONSchemaProps mount) {
    Map<String, JSONSchemaProps> fields = mount.getProperties();
    mountPath(fields.get("mountPath"));
    SourceRules.relative(fields.get("subPath"), "subPath");
    SourceRules.oneOf(fields.get("recursiveReadOnly"), "Disabled", "Enabled", "IfPossible");
    rule(
        mount,
        "!has(self.recursiveReadOnly) || self.recursiveReadOnly == 'Disabled' ||"
            + " (has(self.readOnly) && self.readOnly)",
        "recursiveReadOnly IfPossible or Enabled needs readOnly: true");
    SourceRules.refuseText(
        mount,
        "subPathExpr",
        "subPathExpr is not supported: it would be filled in with the names of the pod that holds"
            + " the volumes, not with those of the target; write a subPath");
    SourceRules.refuseText(
        mount,
        "mountPropagation",
        "mountPropagation is not supported: mounts would leak from or to the pod that holds the"
            + " volumes; what is injected is always private, so leave it out");
  }

  private static void share(JSONSchemaProps share) {
    Map<String, JSONSchemaProps> fields = share.getProperties();
    SourceRules.label(fields.get("fromContainer"), "fromContainer");
    clean(fields.get("path"), "path");
    rule(
        fields.get("path"),
        "!self.matches('^/(proc|sys|dev)(/.*)?$')",
        "the path of a share must not lie in /proc, /sys or /dev");
    mountPath(fields.get("mountPath"));
  }

  private static void mountPath(JSONSchemaProps path) {
    clean(path, "mountPath");
    rule(
        path,
        "!self.matches('" + SYSTEM + "')",
        "mountPath must not be a system directory such as /, /etc, /usr, /lib, /bin, /proc, /sys or"
            + " /dev, nor a file or directory there that could give a program root's rights; mount"
            + " below /opt, /srv or a directory of your own such as /toolbox");
  }

  static void clean(JSONSchemaProps path, String name) {
    path.setMinLength(1L);
    rule(
        path,
        "self.startsWith('/') && (self == '/' || !self.endsWith('/')) && !self.contains('//') &&"
            + " !self.matches('(^|/)[.][.]?(/|$)|[[:cntrl:]]')",
        name
            + " must be an absolute path without '.', '..', '//', control characters and '/' at its"
            + " end, such as /toolbox");
  }

  private static JSONSchemaProps item(Map<String, JSONSchemaProps> lists, String name) {
    return lists.get(name).getItems().getSchema();
  }
}
