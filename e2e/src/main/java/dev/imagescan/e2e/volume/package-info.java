/** Volumes for tests: disks that are files of this machine, and directories made on demand. */
package dev.imagescan.e2e.volume;
