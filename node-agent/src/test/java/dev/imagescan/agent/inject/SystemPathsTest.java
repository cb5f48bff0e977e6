package dev.imagescan.agent.inject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemPathsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/etc",
        "/etc/ld.so.preload",
        "/etc/ld.so.conf.d/x.conf",
        "/etc/sudoers.d",
        "/etc/passwd",
        "/etc/passwd-",
        "/etc/pam.d/login",
        "/etc/profile.d",
        "/etc/cron.daily/x",
        "/etc/ssh",
        "/etc/systemd/system",
        "/usr",
        "/usr/local",
        "/usr/local/bin/x",
        "/usr/share",
        "/usr/share/dbus-1/system.d",
        "/usr/lib64/x",
        "/lib",
        "/lib64/ld-linux-x86-64.so.2",
        "/libx32",
        "/bin/sh",
        "/sbin",
        "/proc/self",
        "/sys/fs/cgroup",
        "/dev/shm",
        "/boot",
        "/run/secrets/kubernetes.io/serviceaccount",
        "/var/run/secrets/kubernetes.io",
        "/var/spool/cron/crontabs",
        "/proc/x\ny"
      })
  void the_system_is_refused(String path) {
    assertEquals(true, SystemPaths.refuse(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/data",
        "/etc/myapp",
        "/etc/ssl/certs",
        "/usr/share/nginx/html",
        "/usr/src/app",
        "/usr/local/tomcat/webapps",
        "/libs-of-mine/x",
        "/binary",
        "/device",
        "/opt/bin",
        "/var/lib/postgresql",
        "/run/secrets/mine",
        "/home/user/.ssh"
      })
  void an_applications_own_is_not(String path) {
    assertEquals(false, SystemPaths.refuse(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "data", "/data/", "//data", "/a/../b", "/./a", "/a//b", "/a\0b"})
  void a_mount_point_has_one_form_only(String path) {
    assertThrows(IllegalArgumentException.class, () -> new Placement(path, false, false, false));
  }
}
