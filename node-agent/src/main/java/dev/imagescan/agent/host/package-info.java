/**
 * The machine itself: its kernel, its mounts, what runs containers on it and where that keeps them.
 */
package dev.imagescan.agent.host;
