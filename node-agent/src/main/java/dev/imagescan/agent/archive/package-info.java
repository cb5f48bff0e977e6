/**
 * Reads images from files: what {@code docker save}, {@code podman save} and builders write, and
 * directories in OCI's layout. Nothing is unpacked to names; the layers' files are read in place,
 * or from one temporary file where they are compressed.
 */
package dev.imagescan.agent.archive;
