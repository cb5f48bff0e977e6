/**
 * Enters mount namespaces and mounts: takes a clone of a mount out of one container and puts it
 * into another one that runs. Knows processes and paths, and nothing of Kubernetes but the form in
 * which a mount of ours is written down.
 *
 * <p>Everything of a container is hostile, its paths and their timing included. What happens in its
 * namespaces happens on a thread of its own that ends afterwards ({@link
 * dev.imagescan.agent.inject.MountingThread}), by open files and single names alone: nothing there
 * is looked for by a path, loaded or run.
 */
package dev.imagescan.agent.inject;
