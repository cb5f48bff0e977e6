/*
 * Tries to mount each kind of thing, as it is and in a new user namespace, and prints for each
 * "kind way errno", where 0 is a mount that succeeded; each is undone at once.
 *
 * usage: attempts DIRECTORY BLOCK-MAJOR BLOCK-MINOR HOST-MAJOR HOST-MINOR HOST-TYPE [HOW...]
 *
 * HOW: landlock  restrict itself with Landlock first, and print "landlock restrict errno"
 *      no-new-privs  set no_new_privs before that
 *      stay      print "stays" at the end, and do not end
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

static char target[256], node[256];
static char **args;

static int mounted(const char *source, const char *type, unsigned long flags, const char *options) {
  if (mount(source, target, type, flags, options) < 0) return errno;
  umount2(target, MNT_DETACH);
  return 0;
}

static int node_mounted(int major, int minor, const char *type, unsigned long flags) {
  unlink(node);
  if (mknod(node, S_IFBLK | 0600, makedev(major, minor)) < 0) {
    int refused = errno;
    char path[64];
    snprintf(path, sizeof path, "/dev/loop%d", minor);
    return major == 7 && access(path, F_OK) == 0 ? mounted(path, type, flags, NULL) : refused;
  }
  int result = mounted(node, type, flags, NULL);
  unlink(node);
  return result;
}

static int fuse(void) {
  int fd = open("/dev/fuse", O_RDWR);
  if (fd < 0) {
    unlink(node);
    if (mknod(node, S_IFCHR | 0600, makedev(10, 229)) < 0) return errno;
    fd = open(node, O_RDWR);
    int refused = errno;
    unlink(node);
    if (fd < 0) return refused;
  }
  char options[128];
  snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=%d,group_id=%d", fd, geteuid(), getegid());
  return mounted("fuse", "fuse", MS_NOSUID | MS_NODEV, options);
}

/* What shows a namespace can be mounted by its owner only: failing that, in a new one. */
static int shown(const char *type, int namespace, unsigned long flags) {
  int result = mounted(type, type, flags, NULL);
  if (result == 0 || unshare(namespace) < 0) return result;
  pid_t child = fork();
  if (child == 0) _exit(mounted(type, type, flags, NULL));
  int status;
  waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

static int attempt(const char *kind) {
  unsigned long strict = MS_NOSUID | MS_NODEV | MS_NOEXEC;
  if (!strcmp(kind, "tmpfs")) return mounted("tmpfs", "tmpfs", 0, NULL);
  if (!strcmp(kind, "bind")) return mounted("/bin", NULL, MS_BIND, NULL);
  if (!strcmp(kind, "overlay")) {
    /* Not of a directory in which somebody may have mounted something: that would be EINVAL. */
    static char layers[512];
    snprintf(layers, sizeof layers, "lowerdir=/bin:%s", args[1]);
    return mounted("overlay", "overlay", MS_RDONLY, layers);
  }
  if (!strcmp(kind, "proc")) return shown("proc", CLONE_NEWPID, strict);
  if (!strcmp(kind, "sysfs")) return shown("sysfs", CLONE_NEWNET, strict | MS_RDONLY);
  if (!strcmp(kind, "cgroup")) {
    unshare(CLONE_NEWCGROUP);
    return mounted("cgroup2", "cgroup2", strict, NULL);
  }
  if (!strcmp(kind, "block")) return node_mounted(atoi(args[2]), atoi(args[3]), "ext4", 0);
  if (!strcmp(kind, "hostBlock")) return node_mounted(atoi(args[4]), atoi(args[5]), args[6], 0);
  if (!strcmp(kind, "nfs")) return mounted("192.0.2.1:/", "nfs", 0, "addr=192.0.2.1");
  return fuse();
}

/* May fail: root without CAP_SETFCAP may not map itself. Without a map one can try all the same. */
static void say(const char *path, const char *text) {
  int fd = open(path, O_WRONLY);
  if (fd < 0) return;
  ssize_t ignored = write(fd, text, strlen(text));
  (void)ignored;
  close(fd);
}

static int in_user_namespace(const char *kind) {
  char map[64];
  int uid = geteuid(), gid = getegid();
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID) < 0) return errno;
  say("/proc/self/setgroups", "deny");
  snprintf(map, sizeof map, "0 %d 1", uid);
  say("/proc/self/uid_map", map);
  snprintf(map, sizeof map, "0 %d 1", gid);
  say("/proc/self/gid_map", map);
  pid_t child = fork();
  if (child == 0) _exit(attempt(kind));
  int status;
  waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

/* Any rule about files keeps a process from all mounts; this one forbids nothing else but sockets. */
static int landlocked(void) {
  struct landlock_ruleset_attr rules = {.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_SOCK};
  int fd = syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
  if (fd < 0) return errno;
  int result = syscall(SYS_landlock_restrict_self, fd, 0) < 0 ? errno : 0;
  close(fd);
  return result;
}

static int asked(const char *how) {
  for (char **each = args + 7; *each; each++) {
    if (!strcmp(*each, how)) return 1;
  }
  return 0;
}

int main(int count, char **values) {
  static const char *kinds[] = {"tmpfs", "bind",      "overlay", "proc", "sysfs", "cgroup",
                                "block", "hostBlock", "nfs",     "fuse"};
  if (count < 7) return 2;
  args = values;
  snprintf(target, sizeof target, "%s/target", values[1]);
  snprintf(node, sizeof node, "%s/node", values[1]);
  mkdir(target, 0755);
  if (asked("no-new-privs")) prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (asked("landlock")) printf("landlock restrict %d\n", landlocked());
  for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    for (int user = 0; user < 2; user++) {
      fflush(stdout);
      pid_t child = fork();
      if (child == 0) _exit(user ? in_user_namespace(kinds[i]) : attempt(kinds[i]));
      int status;
      waitpid(child, &status, 0);
      printf("%s %s %d\n", kinds[i], user ? "user" : "direct", WEXITSTATUS(status));
    }
  }
  if (asked("stay")) {
    puts("stays");
    fflush(stdout);
    for (;;) pause();
  }
  return 0;
}
